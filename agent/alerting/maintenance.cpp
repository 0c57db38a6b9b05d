#include "alerting/maintenance.hpp"

#include <algorithm>

namespace druidwatch::alerting {

bool carries(const std::map<std::string, std::string>& labels,
             const std::map<std::string, std::string>& wanted) {
    return std::ranges::all_of(wanted, [&](const auto& label) {
        const auto found = labels.find(label.first);
        return found != labels.end() && found->second == label.second;
    });
}

std::vector<config::Maintenance> open_windows(const std::vector<config::Maintenance>& windows,
                                              WallTime now) {
    std::vector<config::Maintenance> open;
    std::ranges::copy_if(windows, std::back_inserter(open),
                         [&](const auto& window) { return window.from <= now && now < window.to; });
    return open;
}

bool in_maintenance(const std::vector<config::Maintenance>& open, const Alert& alert) {
    if (alert.severity == invariants::Severity::none) return false;
    const auto labels = labels_of(alert);
    return std::ranges::any_of(open,
                               [&](const auto& window) { return carries(labels, window.match); });
}

}  // namespace druidwatch::alerting

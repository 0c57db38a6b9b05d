#include "alerting/alert.hpp"

#include <tuple>
#include <utility>

namespace druidwatch::alerting {

std::string_view name_of(AlertState state) {
    switch (state) {
        case AlertState::pending:
            return "pending";
        case AlertState::firing:
            return "firing";
        case AlertState::resolved:
            return "resolved";
    }
    std::unreachable();
}

void worst_first(std::vector<Alert>& alerts) {
    const auto rank = [](const Alert& alert) {
        const int state = alert.state == AlertState::firing    ? 0
                          : alert.state == AlertState::pending ? 1
                                                               : 2;
        return std::tuple(state, alert.severity, alert.violated_since);
    };
    std::ranges::sort(alerts, {}, rank);
}

std::map<std::string, std::string> labels_of(const Alert& alert) {
    std::map<std::string, std::string> labels{
        {"alertname", "DruidHa" + alert.key.name},
        {"severity", std::string(invariants::name_of(alert.severity))},
        {"tier", alert.key.tier},
    };
    if (!alert.key.cluster.empty()) labels.emplace("druid_cluster", alert.key.cluster);
    if (!alert.key.node.empty()) labels.emplace("node", alert.key.node);
    return labels;
}

}  // namespace druidwatch::alerting

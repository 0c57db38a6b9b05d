#include "cli/audit/finding.hpp"

#include <algorithm>
#include <utility>

namespace druidwatch::cli::auditing {

std::string_view name_of(Answer answer) {
    switch (answer) {
        case Answer::kept:
            return "kept";
        case Answer::broken:
            return "broken";
        case Answer::unknown:
            return "unknown";
    }
    std::unreachable();
}

std::size_t ClusterAudit::count(Answer answer) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        findings, [answer](const Finding& one) { return one.outcome.answer == answer; }));
}

int exit_status(const std::vector<ClusterAudit>& audits) {
    bool unknown = false;
    for (const auto& audit : audits) {
        if (audit.count(Answer::broken) > 0) return 1;
        unknown = unknown || audit.count(Answer::unknown) > 0;
    }
    return unknown ? 3 : 0;
}

}  // namespace druidwatch::cli::auditing

#include "alerting/rules/inhibitions.hpp"

#include <algorithm>

#include "alerting/rules/agent_rules.hpp"
#include "alerting/rules/rule_cases.hpp"
#include "invariants/same_node.hpp"

namespace druidwatch::alerting {
namespace {

using invariants::Invariant;
using invariants::InvariantId;

bool continues(const Inhibition& last, InvariantId cause, const Inhibition& next) {
    return last.source_tier == cause.tier && last.source == cause.name &&
           last.target_tier == next.target_tier && last.equal == next.equal;
}

void add_targets_of(const Invariant& cause, std::vector<Inhibition>& all) {
    for (const auto& row : invariants::catalog()) {
        if (std::ranges::find(row.because_of, cause.id) == row.because_of.end()) continue;
        Inhibition next{.source_tier = std::string(cause.id.tier),
                        .source = std::string(cause.id.name),
                        .target_tier = std::string(row.id.tier),
                        .targets = {std::string(row.id.name)},
                        .equal = {"druid_cluster"}};
        if (invariants::on_the_same_node(row, cause)) next.equal.emplace_back("node");
        if (!all.empty() && continues(all.back(), cause.id, next)) {
            all.back().targets.push_back(std::move(next.targets.front()));
        } else {
            all.push_back(std::move(next));
        }
    }
}

milliseconds longest_hold(const Invariant& cause, const config::Config& config) {
    milliseconds longest{0};
    for (const auto& part : cases_of(cause, config)) {
        longest = std::max(longest, part.holds.longest);
    }
    return longest;
}

/// How long `part` may wait at least beside `cause`. A role is given up early only when it has no
/// candidate, and then it has no leader that is unwell.
milliseconds earliest(const RuleCase& part, const Invariant& row, const Invariant& cause) {
    return row.id.tier == cause.id.tier ? part.holds.longest : part.holds.shortest;
}

}  // namespace

std::vector<Inhibition> inhibitions() {
    std::vector<Inhibition> all;
    for (const auto& cause : invariants::catalog()) add_targets_of(cause, all);
    for (const auto& [alert, because_of] : agent_causes()) {
        all.push_back({.source_tier = "agent",
                       .source = std::string(because_of),
                       .target_tier = "agent",
                       .targets = {std::string(alert)},
                       .equal = {}});
    }
    return all;
}

milliseconds latest_cause(const config::Config& config, bool of_critical) {
    constexpr milliseconds at_most = 1min;
    milliseconds latest{0};
    for (const auto& row : invariants::catalog()) {
        for (const auto& part : cases_of(row, config)) {
            if ((part.severity == invariants::Severity::critical) != of_critical) continue;
            for (const auto& id : row.because_of) {
                const auto* cause = invariants::find(id);
                const auto later = longest_hold(*cause, config) - earliest(part, row, *cause);
                latest = std::max(latest, later);
            }
        }
    }
    return std::min(latest, at_most);
}

}  // namespace druidwatch::alerting

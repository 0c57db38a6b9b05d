#include "alerting/rules/rule_cases.hpp"

#include <algorithm>
#include <optional>

namespace druidwatch::alerting {
namespace {

using config::Override;
using invariants::Invariant;
using Labels = std::map<std::string, std::string>;

/// What of an override's `match` only an alert can tell; nothing where no alert of the row matches.
std::optional<Labels> matched_by(const Override& over, const Invariant& row) {
    const auto name = "DruidHa" + std::string(row.id.name);
    if (over.alert != name) return {};
    const Labels same_for_all{{"alertname", name},
                              {"severity", std::string(invariants::name_of(row.severity))},
                              {"tier", std::string(row.id.tier)}};
    Labels open;
    for (const auto& [label, value] : over.match) {
        const auto known = same_for_all.find(label);
        if (known != same_for_all.end()) {
            if (known->second != value) return {};
        } else if (label == "druid_cluster" || (label == "node" && row.of_a_node)) {
            open.emplace(label, value);
        } else {
            return {};
        }
    }
    return open;
}

void apply(const Override& over, RuleCase& part) {
    if (over.hold) part.holds = {*over.hold, *over.hold};
    if (over.severity) {
        part.severity = invariants::parse_severity(*over.severity).value_or(part.severity);
    }
}

bool excludes(const RuleCase& part, const std::string& label, const std::string& value) {
    const auto is = part.is.find(label);
    if (is != part.is.end()) return is->second != value;
    return std::ranges::find(part.is_not, std::pair(label, value)) != part.is_not.end();
}

/// `part` without what `labels` match, and, changed, what they match.
void divide(RuleCase part, const Labels& labels, const Override& over, std::vector<RuleCase>& to) {
    for (const auto& [label, value] : labels) {
        if (excludes(part, label, value)) return to.push_back(std::move(part));
    }
    for (const auto& [label, value] : labels) {
        if (part.is.contains(label)) continue;
        auto others = part;
        others.is_not.emplace_back(label, value);
        to.push_back(std::move(others));
        std::erase_if(part.is_not, [&](const auto& not_this) { return not_this.first == label; });
        part.is.emplace(label, value);
    }
    apply(over, part);
    to.push_back(std::move(part));
}

}  // namespace

Holds holds_of(const Invariant& row, const config::Global& global) {
    const auto [tier, name] = row.id;
    // Quorum: by handshakes, or as seen from here. Ticks and limits as ZooKeeper has them by
    // default.
    if (tier == "zookeeper" && name == "QuorumLost") return {row.hold, 15s};
    if (tier == "zookeeper" && name == "MultipleLeaders") return {row.hold, 14s};
    if (tier == "metadata" && name == "SplitBrain") return {row.hold, 5s};
    const auto budget = global.failover_budget.value_or(row.hold);
    if (name == "NoLeader") return {std::min<milliseconds>(5s, budget), budget};
    if (name == "LeaderUnhealthy" || name == "LeaderNotInitialized") return {budget, budget};
    return {row.hold, row.hold};
}

std::vector<RuleCase> cases_of(const Invariant& row, const config::Config& config) {
    std::vector<RuleCase> parts{{.severity = row.severity, .holds = holds_of(row, config.global)}};
    for (const auto& over : config.alerting.overrides) {
        const auto labels = matched_by(over, row);
        if (!labels) continue;
        std::vector<RuleCase> divided;
        for (auto& part : parts) divide(std::move(part), *labels, over, divided);
        parts = std::move(divided);
    }
    return parts;
}

}  // namespace druidwatch::alerting

#include "alerting/rules/prometheus_rules.hpp"

#include <fmt/format.h>

#include "alerting/rules/agent_rules.hpp"
#include "alerting/rules/rule_cases.hpp"
#include "alerting/rules/rule_text.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {
namespace {

using invariants::Invariant;

constexpr std::string_view head =
    R"(# Printed by `druidwatch rules`, from the catalog of invariants: change that, not this.
#
# Each alert has the labels with which the agent pushes it, so both may run at once: Alertmanager
# keeps one. In the manner of the push, an alert that fires ends by a proof that all is well: while
# no agent can tell, the word ALERTS keeps it. A scrape that is missed changes nothing, for the last
# value of three minutes counts; max_over_time would do so too, but would take a moment's violation
# for one of three minutes, and end each alert as much later. An agent that is gone for longer takes
# its alerts with it, once DruidHaNoAgent or DruidHaAgentDown have told that.
#
# `for` is the longest hold that an invariant may have, where it depends on the case: the push may
# be earlier, a rule never is.
groups:
)";

/// `druid_ha_invariant{invariant="QuorumLost",state="violated",tier="zookeeper"}`
std::string series(const Invariant& row, const RuleCase& part, std::string_view state) {
    auto matchers =
        fmt::format(R"(invariant="{}",state="{}",tier="{}")", row.id.name, state, row.id.tier);
    for (const auto& [label, value] : part.is) {
        matchers += fmt::format(",{}={}", label, promql_quoted(value));
    }
    for (const auto& [label, value] : part.is_not) {
        matchers += fmt::format(",{}!={}", label, promql_quoted(value));
    }
    return fmt::format("druid_ha_invariant{{{}}}", matchers);
}

/// `druid_ha_alert_in_maintenance{invariant="QuorumLost",tier="zookeeper"}`
std::string in_maintenance(const Invariant& row) {
    return fmt::format(R"(druid_ha_alert_in_maintenance{{invariant="{}",tier="{}"}})", row.id.name,
                       row.id.tier);
}

/// Violated by any agent's word; or by none, but unknown to all of them since it fired. Not while
/// the configuration of one of them has a maintenance window for it.
std::string expression(const Invariant& row, const RuleCase& part) {
    return fmt::format(
        R"((
  max by ({0}) (
    last_over_time({1}[3m])
  ) == 1
  or (
    min by ({0}) (
      last_over_time({2}[3m])
    ) == 1
    and on ({0})
      ALERTS{{alertname="DruidHa{3}",alertstate="firing",tier="{4}"}}
  )
)
unless on ({0})
  max by ({0}) (
    last_over_time({5}[3m])
  ) == 1)",
        row.of_a_node ? "druid_cluster, node" : "druid_cluster", series(row, part, "violated"),
        series(row, part, "unknown"), row.id.name, row.id.tier, in_maintenance(row));
}

/// "{{ $labels.druid_cluster }} has a ZooKeeper member down: {{ $labels.node }}."
std::string description(const Invariant& row) {
    return fmt::format("{{{{ $labels.druid_cluster }}}} {}{}.", row.phrase,
                       row.of_a_node ? ": {{ $labels.node }}" : "");
}

std::string rules_of(const Invariant& row, const config::Config& config) {
    std::string text;
    for (const auto& part : cases_of(row, config)) {
        text += text_of(AlertingRule{.alert = std::string(row.id.name),
                                     .expr = expression(row, part),
                                     .hold = part.holds.longest,
                                     .keep_firing = row.keep_firing,
                                     .severity = invariants::name_of(part.severity),
                                     .tier = row.id.tier,
                                     .summary = row.summary,
                                     .description = description(row),
                                     .runbook = invariants::runbook_of(row.id)});
    }
    return text;
}

}  // namespace

std::string prometheus_rules(const config::Config& config) {
    std::string text(head);
    std::string_view tier;
    for (const auto& row : invariants::catalog()) {
        if (row.id.tier != tier) {
            tier = row.id.tier;
            text += group_head(fmt::format("druid-ha-{}", tier));
        }
        text += rules_of(row, config);
    }
    return text + agent_rules() + availability_rules();
}

}  // namespace druidwatch::alerting

#include "alerting/rules/agent_rules.hpp"

#include <array>

#include <fmt/format.h>

#include "alerting/rules/rule_text.hpp"

namespace druidwatch::alerting {
namespace {

// An alert's `node` is an agent: by the name that it says, as in what it pushes, or by its address.
std::string by_node(std::string_view expression, std::string_view label = "agent") {
    return fmt::format(R"re(max by (node) (
  label_replace(
    {},
    "node", "$1", "{}", "(.+)"
  )
))re",
                       expression, label);
}

AlertingRule rule(std::string alert, std::string expr, milliseconds hold, std::string_view severity,
                  std::string_view summary, std::string description) {
    auto runbook = "agent/" + alert;
    return {.alert = std::move(alert),
            .expr = std::move(expr),
            .hold = hold,
            .severity = severity,
            .tier = "agent",
            .summary = summary,
            .description = std::move(description),
            .runbook = std::move(runbook)};
}

AlertingRule watchdog() {
    return rule("Watchdog", by_node(R"(last_over_time(druidwatch_agent_info[3m])
      and on (job, instance)
        time() - last_over_time(druidwatch_snapshot_timestamp_seconds[3m]) < 180)"),
                0s, "none", "druidwatch is alive.",
                "{{ $labels.node }} completes its rounds; when this alert ends, nobody watches.");
}

// Together with the hold as long as the last values count for: no gap between them and this.
AlertingRule no_agent() {
    return rule("NoAgent", "absent_over_time(druidwatch_build_info[2m])", 1min, "critical",
                "No druidwatch agent answers Prometheus.",
                "Prometheus has no agent to scrape: of Druid it knows nothing.");
}

AlertingRule agent_down() {
    return rule("AgentDown", by_node(R"(up{job=~"druidwatch.*"} == 0)", "instance"), 1min,
                "warning", "A druidwatch agent does not answer Prometheus.",
                "{{ $labels.node }} can't be scraped.");
}

AlertingRule agent_stalled() {
    return rule("AgentStalled", by_node(R"((time() - druidwatch_snapshot_timestamp_seconds > 60)
      * on (job, instance) group_left (agent) druidwatch_agent_info)"),
                1min, "warning", "A druidwatch agent answers but completes no round.",
                "{{ $labels.node }} has had no new view of its clusters for over a minute.");
}

AlertingRule cluster_unwatched() {
    return rule("ClusterUnwatched", R"(group by (druid_cluster) (
  last_over_time(druid_ha_invariant{invariant="Unreachable",tier="cluster"}[1d])
)
unless on (druid_cluster)
  group by (druid_cluster) (
    last_over_time(druid_ha_invariant{invariant="Unreachable",tier="cluster"}[3m])
  ))",
                1min, "critical", "A Druid cluster is watched no more.",
                "No agent tells of {{ $labels.druid_cluster }}, which was watched within the day.");
}

AlertingRule notifications_failing() {
    return rule("NotificationsFailing", by_node(R"((
      increase(druidwatch_notification_failures_total[5m]) > 0
      and druidwatch_notifications_waiting > 0
    )
      * on (job, instance) group_left (agent) druidwatch_agent_info)"),
                5min, "warning", "A druidwatch agent can't tell an Alertmanager.",
                "{{ $labels.node }} has alerts that an Alertmanager does not take.");
}

AlertingRule rounds_missed() {
    return rule("RoundsMissed", by_node(R"((
      rate(druidwatch_missed_rounds_total[5m]) / rate(druidwatch_probes_total[5m]) > 0.05
    )
      * on (job, instance) group_left (agent) druidwatch_agent_info)"),
                10min, "warning", "A druidwatch agent does not keep up with its rounds.",
                "{{ $labels.node }} left out more than a twentieth of its questions.");
}

AlertingRule history_stopped() {
    return rule("HistoryStopped", by_node(R"(druidwatch_agent_info
      and on (job, instance) druidwatch_history_up == 0)"),
                5min, "warning", "A druidwatch agent keeps no history.",
                "{{ $labels.node }} can't write its history; it watches on.");
}

AlertingRule configuration_stale() {
    return rule("ConfigurationStale", by_node(R"(druidwatch_agent_info
      and on (job, instance) druidwatch_config_last_reload_successful == 0)"),
                0s, "warning", "A druidwatch agent could not take its new configuration.",
                "{{ $labels.node }} goes on by the configuration of before; its log says why.");
}

AlertingRule peer_silent() {
    return rule("PeerSilent", by_node("druidwatch_peer_up == 0", "peer"), 1min, "warning",
                "A druidwatch agent does not answer its peer.",
                "{{ $labels.node }} does not answer another agent.");
}

// What of a tier must hold for it to serve; no name among them is of two such invariants of a tier.
constexpr std::string_view serving = "QuorumLost|NoPrimary|NoneServing|NoLeader|Down";

RecordingRule tier_serving() {
    return {"druid_cluster_tier:druid_ha_invariant:serving",
            fmt::format(R"(1 - min by (druid_cluster, tier) (
  max by (druid_cluster, tier, node) (
    druid_ha_invariant{{invariant=~"{0}",state="violated"}}
  )
)
unless on (druid_cluster, tier)
  min by (druid_cluster, tier) (
    druid_ha_invariant{{invariant=~"{0}",state="unknown"}}
  ) == 1)",
                        serving)};
}

}  // namespace

std::span<const AgentCause> agent_causes() {
    static constexpr std::array<AgentCause, 2> causes{
        {{"AgentDown", "NoAgent"}, {"ClusterUnwatched", "NoAgent"}}};
    return causes;
}

std::string agent_rules() {
    auto text = group_head("druid-ha-agents");
    for (const auto& alert : {watchdog(), no_agent(), agent_down(), agent_stalled(),
                              cluster_unwatched(), notifications_failing(), rounds_missed(),
                              history_stopped(), configuration_stale(), peer_silent()}) {
        text += text_of(alert);
    }
    return text;
}

std::string availability_rules() {
    constexpr std::string_view now = "druid_cluster_tier:druid_ha_invariant:serving";
    constexpr std::string_view day = "druid_cluster_tier:druid_ha_invariant:avg1d_serving";
    const auto over = [&](std::string_view window) {
        return fmt::format("avg_over_time({}[{}])", now, window);
    };
    auto text = group_head("druid-ha-serving", 30s) + text_of(tier_serving());
    text += group_head("druid-ha-availability", 5min);
    text += text_of(RecordingRule{std::string(day), over("1d")});
    text +=
        text_of(RecordingRule{"druid_cluster_tier:druid_ha_invariant:avg30d_serving", over("30d")});
    text += text_of(
        RecordingRule{"druid_cluster_tier:druid_ha_invariant:leaderless_seconds1d",
                      fmt::format(R"(86400 * (1 - {}{{tier=~"coordinator|overlord"}}))", day)});
    return text;
}

}  // namespace druidwatch::alerting

#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

using alerting::AlertState;
using invariants::Severity;
using invariants::State;

void verdicts(const ClusterScrape& cluster, Samples& samples) {
    for (const auto& [invariant, verdicts] : cluster.judged.judged) {
        for (const auto& verdict : verdicts) {
            for (const auto state : {State::holds, State::violated, State::unknown}) {
                samples.add({cluster.name(), invariant->id.name, verdict.node,
                             invariants::name_of(state), invariant->id.tier},
                            verdict.state == state ? 1 : 0);
            }
        }
    }
}

void headroom(const ClusterScrape& cluster, Samples& samples) {
    for (const auto& [tier, nodes] : cluster.judged.headroom) {
        samples.add({cluster.name(), tier}, nodes);
    }
    samples.add({cluster.name(), "cluster"}, invariants::lowest(cluster.judged.headroom));
}

/// From the start at 0, so that an alert is an increase.
void alerts(const Scrape& scrape, Samples& samples) {
    for (const auto& cluster : scrape.clusters) {
        for (const auto severity : {Severity::critical, Severity::warning, Severity::info}) {
            for (const auto state : {AlertState::pending, AlertState::firing}) {
                const auto count =
                    std::ranges::count_if(scrape.snapshot.alerts, [&](const auto& alert) {
                        return alert.key.cluster == cluster.name() && alert.severity == severity &&
                               alert.state == state;
                    });
                samples.add({cluster.name(), invariants::name_of(severity), name_of(state)},
                            static_cast<double>(count));
            }
        }
    }
}

void maintenance(const Scrape& scrape, Samples& samples) {
    for (const auto& alert : scrape.snapshot.alerts) {
        if (alert.key.cluster.empty() || alert.state == AlertState::resolved) continue;
        samples.add({alert.key.cluster, alert.key.name, alert.key.node, alert.key.tier},
                    alert.in_maintenance ? 1 : 0);
    }
}

}  // namespace

Subject availability_metrics() {
    return {
        .title = "High availability",
        .families =
            {
                {.name = "druid_ha_invariant",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "invariant", "node", "state", "tier"},
                 .help = "The verdict on an invariant of high availability: 1 for the state that "
                         "it is in (holds, violated, unknown), 0 for the others; with a node where "
                         "it is of a node.",
                 .absent = "where the cluster has nothing that it is about",
                 .sample = each_cluster(verdicts)},
                {.name = "druid_ha_headroom",
                 .unit = "nodes",
                 .labels = of_tier,
                 .help = "How many more nodes of a tier, the worst ones, may fail before it stops "
                         "serving; negative when it has stopped. Tier cluster is the lowest of "
                         "them.",
                 .absent = "while that is not known, of the cluster while it is not of one tier",
                 .sample = each_cluster(headroom)},
                {.name = "druid_ha_alerts",
                 .unit = "alerts",
                 .labels = {"druid_cluster", "severity", "state"},
                 .help = "Alerts of the agent by severity (critical, warning, info) and state "
                         "(pending, firing).",
                 .sample = alerts},
                {.name = "druid_ha_alert_in_maintenance",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "invariant", "node", "tier"},
                 .help = "Whether a maintenance window keeps an alert, pending or firing, from "
                         "being sent.",
                 .absent = "where there is no alert",
                 .sample = maintenance},
                {.name = "druid_ha_watch_complete",
                 .unit = "0 or 1",
                 .labels = of_cluster,
                 .help = "Whether every question was asked at least once since the agent started, "
                         "but for those that a node is spared at times.",
                 .sample = per_cluster([](const ClusterScrape& cluster) -> double {
                     return cluster.judged.complete ? 1 : 0;
                 })},
                {.name = "druid_ha_failover_budget_seconds",
                 .unit = "seconds",
                 .labels = of_cluster,
                 .help = "How long a role of Druid's masters may stay without a leader: as "
                         "configured, else Druid's session timeout and 5 s.",
                 .sample = per_cluster([](const ClusterScrape& cluster) {
                     return to_seconds(cluster::failover_budget(cluster.view()));
                 })},
            },
    };
}

}  // namespace druidwatch::exporters

#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {

void describe_replication(const watch::Snapshot& snapshot, Families& families) {
    auto time = gauges("druid_ha_replication_lag_seconds",
                       "Age of the oldest position of the primary's log that a standby has not "
                       "replayed, as sampled by the agent; 0 when it has replayed them all.");
    auto bytes = gauges("druid_ha_replication_lag_bytes",
                        "How far a standby's replay is behind the primary's log.");
    auto transactions = gauges("druid_ha_replication_lag_transactions",
                               "How many transactions of the primary a replica of MySQL or MariaDB "
                               "has not executed.");
    for (const auto& cluster : snapshot.clusters) {
        if (!cluster.view.metadata) continue;
        for (const auto& node : cluster.view.metadata->nodes) {
            if (!node.state.current(snapshot.taken.mono)) continue;
            const Labels labels{{"druid_cluster", cluster.view.name}, {"node", node.node}};
            if (node.lag.time) {
                add(time, labels, std::chrono::duration<double>(*node.lag.time).count());
            }
            if (node.lag.transactions) {
                add(transactions, labels, static_cast<double>(*node.lag.transactions));
            }
            if (node.lag.bytes) add(bytes, labels, static_cast<double>(*node.lag.bytes));
        }
    }
    families.push_back(std::move(time));
    families.push_back(std::move(bytes));
    families.push_back(std::move(transactions));
}

}  // namespace druidwatch::exporters

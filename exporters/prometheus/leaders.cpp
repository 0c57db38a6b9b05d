#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "exporters/web/node_rows.hpp"

namespace druidwatch::exporters {
namespace {

using prometheus::MetricFamily;

bool has_leader(std::string_view tier) {
    return tier == "zookeeper" || tier == "metadata" || tier == "coordinator" || tier == "overlord";
}

struct LeaderFamilies {
    MetricFamily leader = gauges("druid_ha_leader",
                                 "Whether a node says of itself that it leads its tier (for the "
                                 "metadata store: is writable); absent while it does not say.");
    MetricFamily leaders = gauges("druid_ha_leaders",
                                  "How many nodes of a tier say that they lead it; absent while "
                                  "a node that may be alive does not say.");
    MetricFamily changes = counters("druid_ha_leader_changes_total",
                                    "Leader changes that the agent saw since it started.");
    MetricFamily duration = histograms("druid_ha_failover_duration_seconds",
                                       "From the last proof of an old leader to the first of the "
                                       "new one.");
};

void describe_tier(const watch::Snapshot& snapshot, std::string_view cluster, const TierRows& tier,
                   LeaderFamilies& to) {
    for (const auto& row : tier.nodes) {
        if (!row.claims) continue;
        add(to.leader, {{"druid_cluster", cluster}, {"node", row.node}, {"tier", tier.tier}},
            *row.claims ? 1 : 0);
    }
    if (const auto count = leaders(tier)) {
        add(to.leaders, {{"druid_cluster", cluster}, {"tier", tier.tier}}, *count);
    }
    // From the start at 0: a counter that first appears as 1 has no increase.
    const auto& changes = snapshot.counters.leader_changes;
    // Only what is counted: a zero for the leaders of ZooKeeper would say that they never changed.
    if (tier.tier != "coordinator" && tier.tier != "overlord") return;
    const auto seen = changes.find({std::string(cluster), std::string(tier.tier)});
    add(to.changes, {{"druid_cluster", cluster}, {"tier", tier.tier}},
        seen == changes.end() ? 0 : static_cast<double>(seen->second));
}

}  // namespace

void describe_leaders(const watch::Snapshot& snapshot, Families& families) {
    LeaderFamilies to;
    for (const auto& cluster : snapshot.clusters) {
        for (const auto& tier : node_rows(cluster.view, snapshot.taken.mono)) {
            if (has_leader(tier.tier)) describe_tier(snapshot, cluster.view.name, tier, to);
        }
    }
    for (const auto& [key, histogram] : snapshot.counters.failover_duration) {
        add(to.duration, {{"druid_cluster", key.first}, {"tier", key.second}}, histogram);
    }
    families.push_back(std::move(to.leader));
    families.push_back(std::move(to.leaders));
    families.push_back(std::move(to.changes));
    families.push_back(std::move(to.duration));
}

}  // namespace druidwatch::exporters

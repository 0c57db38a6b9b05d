#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "invariants/database_nodes.hpp"
#include "invariants/latch_place.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::Master;
using cluster::Role;
using cluster::RoleWord;
using invariants::LatchPlace;

bool has_leader(std::string_view tier) {
    return tier == "zookeeper" || tier == "metadata" || tier == "coordinator" || tier == "overlord";
}

void count_leaders(const ClusterScrape& cluster, Samples& samples) {
    for (const auto& tier : cluster.tiers) {
        if (has_leader(tier.tier)) samples.add({cluster.name(), tier.tier}, leaders(tier));
    }
}

void since(const ClusterScrape& cluster, Role role, const Master& master, const RoleWord& word,
           Samples& samples) {
    if (!said(word.leads, cluster.now).value_or(false) || !word.leads_since) return;
    samples.add({cluster.name(), master.node, cluster::name_of(role)},
                to_seconds(word.leads_since->wall));
}

/// From the start at 0: a counter that first appears as 1 has no increase. Only what is counted: a
/// zero for the leaders of ZooKeeper would say that they never changed.
void changes(const Scrape& scrape, Samples& samples) {
    const auto& counted = scrape.snapshot.counters.leader_changes;
    for (const auto& cluster : scrape.clusters) {
        for (const auto& [tier, rows] : cluster.tiers) {
            if (!has_leader(tier) || tier == "zookeeper") continue;
            const auto seen = counted.find({cluster.name(), std::string(tier)});
            samples.add({cluster.name(), tier},
                        seen == counted.end() ? 0 : static_cast<double>(seen->second));
        }
    }
}

void failovers(const Scrape& scrape, Samples& samples) {
    for (const auto& [key, histogram] : scrape.snapshot.counters.failover_duration) {
        samples.add({key.first, key.second}, histogram);
    }
}

/// Whether it would take over; nothing while that is not known.
std::optional<bool> stands_by(const ClusterScrape& cluster, Role role, const Master& master) {
    const auto leads = said(master.role(role)->leads, cluster.now);
    if (!leads) {
        const auto life = invariants::life_of(cluster.view(), master, cluster.now);
        return life == invariants::Life::down ? std::optional(false) : std::nullopt;
    }
    if (*leads) return false;
    switch (invariants::place_in_latch(cluster.view(), role, master, cluster.now)) {
        case LatchPlace::waits:
        case LatchPlace::elsewhere:
            return true;
        case LatchPlace::first:
        case LatchPlace::absent:
            return false;
        case LatchPlace::unread:
            return {};
    }
    std::unreachable();
}

std::optional<int> standbys(const ClusterScrape& cluster, Role role) {
    int count = 0;
    for (const auto& master : cluster.view().druid->masters) {
        if (!master.role(role)) continue;
        const auto stands = stands_by(cluster, role, master);
        if (!stands) return {};
        count += *stands ? 1 : 0;
    }
    return count;
}

/// In a group whose members all write, those beside the first need no promotion.
std::optional<int> database_standbys(const cluster::MetadataView& view, Monotonic now) {
    int count = 0;
    const auto* primary = view.primary(now);
    for (const auto& node : view.nodes) {
        if (&node == primary) continue;
        const auto* state = node.state.current(now);
        if (state && state->writable) {
            count += state->group && state->group->multi_primary ? 1 : 0;
            continue;
        }
        const auto obstacles = invariants::obstacles_to_promotion(view, node, now);
        if (!obstacles) return {};
        count += obstacles->empty() ? 1 : 0;
    }
    return count;
}

void count_standbys(const ClusterScrape& cluster, Samples& samples) {
    const auto& view = cluster.view();
    if (view.metadata) {
        samples.add({cluster.name(), "metadata"}, database_standbys(*view.metadata, cluster.now));
    }
    for (const auto role : cluster::both_roles) {
        if (!view.druid || !view.druid->has(role)) continue;
        samples.add({cluster.name(), cluster::name_of(role)}, standbys(cluster, role));
    }
}

}  // namespace

Subject leader_metrics() {
    return {
        .title = "Leaders",
        .families =
            {
                {.name = "druid_ha_leader",
                 .unit = "0 or 1",
                 .labels = of_node_in_tier,
                 .help = "Whether a node says of itself that it leads its tier (zookeeper, "
                         "coordinator, overlord; metadata: that it is writable).",
                 .absent = "while it does not say",
                 .sample = per_node([](std::string_view tier, const NodeRow& row) {
                     return has_leader(tier) ? row.claims : std::nullopt;
                 })},
                {.name = "druid_ha_leaders",
                 .unit = "nodes",
                 .labels = of_tier,
                 .help = "How many nodes of a tier say that they lead it.",
                 .absent = "while a node that may be alive does not say",
                 .sample = each_cluster(count_leaders)},
                {.name = "druid_ha_leader_since_timestamp_seconds",
                 .unit = "seconds",
                 .labels = of_node_in_tier,
                 .help = "Since when a master says without a break that it leads.",
                 .absent = "of those that do not say that they lead",
                 .sample = each_master(since)},
                {.name = "druid_ha_leader_changes_total",
                 .kind = Kind::counter,
                 .unit = "changes",
                 .labels = of_tier,
                 .help = "Changes of leader (coordinator, overlord) or primary (metadata) that the "
                         "agent saw since it started.",
                 .sample = changes},
                {.name = "druid_ha_failover_duration_seconds",
                 .kind = Kind::histogram,
                 .unit = "seconds",
                 .labels = of_tier,
                 .help = "How long nobody led at a change, as near as the answers tell.",
                 .sample = failovers},
                {.name = "druid_ha_standbys",
                 .unit = "nodes",
                 .labels = of_tier,
                 .help = "How many would take over from the leader (coordinator, overlord: they "
                         "wait in the latch; metadata: they could be promoted without loss).",
                 .absent = "while that is not known of one of them",
                 .sample = each_cluster(count_standbys)},
            },
    };
}

}  // namespace druidwatch::exporters

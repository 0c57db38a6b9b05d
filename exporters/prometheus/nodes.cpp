#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "exporters/web/node_rows.hpp"

namespace druidwatch::exporters {
namespace {

/// 1 answers, 0 is down. Whoever rejects, is silent or may not be asked is neither.
std::optional<double> up(NodeState state) {
    switch (state) {
        case NodeState::up:
        case NodeState::leading:
        case NodeState::degraded:
            return 1;
        case NodeState::down:
            return 0;
        case NodeState::rejected:
        case NodeState::silent:
        case NodeState::not_allowed:
        case NodeState::unknown:
            return {};
    }
    std::unreachable();
}

}  // namespace

void describe_nodes(const watch::Snapshot& snapshot, Families& families) {
    auto nodes = gauges("druid_ha_node_up",
                        "Whether a node answers (1) or is down (0), by the agent's own timer; "
                        "absent while that is not known.");
    for (const auto& cluster : snapshot.clusters) {
        for (const auto& [tier, rows] : node_rows(cluster.view, snapshot.taken.mono)) {
            for (const auto& row : rows) {
                const auto value = up(row.state);
                if (!value || !row.of_tier) continue;
                add(nodes,
                    {{"druid_cluster", cluster.view.name}, {"node", row.node}, {"tier", tier}},
                    *value);
            }
        }
    }
    families.push_back(std::move(nodes));
}

void describe_headroom(const watch::Snapshot& snapshot, Families& families) {
    auto headroom = gauges("druid_ha_headroom",
                           "How many more nodes of a tier, the worst ones, may fail before it "
                           "stops serving; negative when it has stopped. Tier cluster is the "
                           "lowest of them, absent while one is not known.");
    for (const auto& cluster : snapshot.clusters) {
        const auto say = [&](std::string_view tier, std::optional<int> nodes) {
            if (nodes)
                add(headroom, {{"druid_cluster", cluster.view.name}, {"tier", tier}}, *nodes);
        };
        for (const auto& [tier, nodes] : cluster.headroom) say(tier, nodes);
        say("cluster", invariants::lowest(cluster.headroom));
    }
    families.push_back(std::move(headroom));
}

}  // namespace druidwatch::exporters

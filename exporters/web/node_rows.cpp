#include "exporters/web/node_rows.hpp"

#include <algorithm>
#include <utility>

#include "exporters/web/tier_rows.hpp"

namespace druidwatch::exporters {

std::string_view name_of(NodeState state) {
    switch (state) {
        case NodeState::up:
            return "up";
        case NodeState::leading:
            return "leading";
        case NodeState::degraded:
            return "degraded";
        case NodeState::down:
            return "down";
        case NodeState::rejected:
            return "rejected";
        case NodeState::silent:
            return "silent";
        case NodeState::not_allowed:
            return "not_allowed";
        case NodeState::unknown:
            return "unknown";
    }
    std::unreachable();
}

std::vector<TierRows> node_rows(const cluster::ClusterView& view, Monotonic now) {
    std::vector<TierRows> tiers;
    const auto add = [&tiers](std::string_view tier, std::vector<NodeRow> rows) {
        if (!rows.empty()) tiers.push_back({tier, std::move(rows)});
    };
    if (view.zookeeper) add("zookeeper", zookeeper_rows(*view.zookeeper, now));
    if (view.metadata) add("metadata", metadata_rows(*view.metadata, now));
    if (view.druid) {
        for (const auto role : cluster::both_roles) {
            add(cluster::name_of(role), master_rows(view, role, now));
        }
        add("broker", broker_rows(*view.druid, now));
        add("balancer", balancer_rows(*view.druid, now));
        add("router", router_rows(*view.druid, now));
    }
    return tiers;
}

std::optional<int> leaders(const TierRows& tier) {
    int count = 0;
    bool all_known = true;
    for (const auto& row : tier.nodes) {
        if (!row.of_tier) continue;
        count += row.claims.value_or(false) ? 1 : 0;
        all_known = all_known && (row.claims || row.state == NodeState::down);
    }
    if (!all_known && count < 2) return {};
    return count;
}

}  // namespace druidwatch::exporters

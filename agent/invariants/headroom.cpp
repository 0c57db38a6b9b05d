#include "invariants/headroom.hpp"

#include "invariants/balancer.hpp"
#include "invariants/broker.hpp"
#include "invariants/database_nodes.hpp"
#include "invariants/ensemble.hpp"
#include "invariants/latch_place.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::ClusterView;
using cluster::MetadataView;
using cluster::Role;
using cluster::ZooKeeperView;

std::optional<int> of_zookeeper(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    for (const auto& member : ensemble.members) {
        if (!member.asked->new_session.evidence(now)) return {};
    }
    const bool all_silent = std::ranges::none_of(ensemble.members, [](const auto& member) {
        return member.life == Life::down || member.serves || member.answers_at_all;
    });
    if (all_silent) return {};
    const auto headroom = ensemble.quorum.headroom(ensemble.alive());
    // Members that say that they serve prove nothing while no session is granted.
    return ensemble.proven ? headroom : std::min(headroom, -1);
}

/// A primary and those that could be promoted without loss; the last of them is not spare.
std::optional<int> of_metadata(const MetadataView& view, Monotonic now) {
    int candidates = 0;
    bool unclear = false;
    const auto* primary = view.primary(now);
    for (const auto& node : view.nodes) {
        if (&node == primary) continue;
        const auto obstacles = obstacles_to_promotion(view, node, now);
        if (!obstacles) unclear = true;
        if (obstacles && obstacles->empty()) ++candidates;
    }
    if (!primary) return unclear ? std::nullopt : std::optional(-1);
    return unclear ? std::nullopt : std::optional(candidates);
}

std::optional<int> of_role(const ClusterView& view, Role role, Monotonic now) {
    int standbys = 0;
    bool unclear = false;
    const auto claimants = view.druid->claimants(role, now);
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        const auto* leads = word->leads.current(now);
        const auto place = place_in_latch(view, role, master, now);
        if (!leads) {
            unclear = unclear || life_of(view, master, now) != Life::down;
        } else if (!*leads) {
            if (place == LatchPlace::unread) unclear = true;
            if (place != LatchPlace::unread && place != LatchPlace::absent) ++standbys;
        }
    }
    if (unclear) return {};
    return claimants.empty() ? -1 : standbys;
}

std::optional<int> of_brokers(const ClusterView& view, Monotonic now) {
    int serving = 0;
    for (const auto& broker : view.druid->brokers) {
        const auto serves = broker::serves(view, broker, now);
        if (!serves) return {};
        serving += *serves ? 1 : 0;
    }
    return serving - 1;
}

std::optional<int> of_balancers(const ClusterView& view, Monotonic now) {
    int passing = 0;
    for (const auto& verdict : balancer::down(view, now)) {
        if (verdict.state == State::unknown) return {};
        passing += verdict.state == State::holds ? 1 : 0;
    }
    return passing - 1;
}

}  // namespace

std::vector<Headroom> headroom(const ClusterView& view, Monotonic now) {
    std::vector<Headroom> tiers;
    if (view.zookeeper) tiers.push_back({"zookeeper", of_zookeeper(*view.zookeeper, now)});
    if (view.metadata) tiers.push_back({"metadata", of_metadata(*view.metadata, now)});
    if (!view.druid) return tiers;
    for (const auto role : cluster::both_roles) {
        if (!view.druid->has(role)) continue;
        tiers.push_back({cluster::name_of(role), of_role(view, role, now)});
    }
    if (!view.druid->brokers.empty()) tiers.push_back({"broker", of_brokers(view, now)});
    if (!view.druid->balancers.empty()) tiers.push_back({"balancer", of_balancers(view, now)});
    return tiers;
}

std::optional<int> lowest(const std::vector<Headroom>& tiers) {
    std::optional<int> least;
    for (const auto& tier : tiers) {
        if (!tier.nodes) return {};
        least = std::min(least.value_or(*tier.nodes), *tier.nodes);
    }
    return least;
}

}  // namespace druidwatch::invariants

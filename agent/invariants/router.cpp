#include "invariants/router.hpp"

#include <fmt/format.h>

#include "invariants/life.hpp"
#include "invariants/role_words.hpp"

namespace druidwatch::invariants::router {
namespace {

using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::Reach;
using cluster::Role;
using cluster::Router;

EvidenceList words_of(const Router& router) {
    EvidenceList list;
    add_witness(list, router.node, router.healthy, [](bool) { return "health: 200"; });
    for (const auto role : cluster::both_roles) {
        add_witness(list, router.node, router.routed_leader[static_cast<std::size_t>(role)],
                    [&](bool leads) {
                        return fmt::format("isLeader of the {} through it: {}", role::titled(role),
                                           leads ? "yes" : "no");
                    });
    }
    return list;
}

enum class Route { leads, broken, unclear, none };

Route route_of(const Router& router, Role role, Monotonic now) {
    const auto& track = router.routed_leader[static_cast<std::size_t>(role)];
    const auto reached = cluster::reach(track, now);
    // A Router forwards nothing by default: what it does not do can't be broken.
    if (reached == Reach::not_allowed) return Route::none;
    if (reached == Reach::answers) return *track.current(now) ? Route::leads : Route::broken;
    const auto* failure = track.failure(now);
    const bool says_so = failure && failure->reason == Reason::unavailable;
    return says_so ? Route::broken : Route::unclear;
}

}  // namespace

Verdicts node_down(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& router : view.druid->routers) {
        const auto verdict = [&]() -> Verdict {
            if (const auto* by_peer = router.reached_by(now)) {
                return reached_by_peer(router.node, *by_peer, words_of(router));
            }
            switch (cluster::reach(router.healthy, now)) {
                case Reach::answers:
                    return holds();
                case Reach::down:
                case Reach::silent:
                    return violated(fmt::format("Router {} is down.", router.node),
                                    words_of(router));
                case Reach::rejected:
                case Reach::not_allowed:
                case Reach::unknown:
                    break;
            }
            return unknown(fmt::format("{} does not say whether it serves.", router.node),
                           words_of(router));
        }();
        verdicts.push_back(Verdict(verdict).of(router.node));
    }
    return verdicts;
}

Verdicts no_leader_route(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& router : view.druid->routers) {
        std::vector<std::string> broken;
        bool unclear = false;
        bool forwards = false;
        for (const auto role : cluster::both_roles) {
            const auto route = route_of(router, role, now);
            if (route == Route::broken) broken.push_back(role::titled(role));
            unclear = unclear || route == Route::unclear;
            forwards = forwards || route != Route::none;
        }
        if (!forwards) continue;
        if (!broken.empty()) {
            verdicts.push_back(violated(fmt::format("Through Router {} the leader is not reached: "
                                                    "{}.",
                                                    router.node, enumerate(broken)),
                                        words_of(router))
                                   .of(router.node));
        } else if (unclear) {
            verdicts.push_back(
                unknown(fmt::format("{} was not asked for the leaders.", router.node))
                    .of(router.node));
        } else {
            verdicts.push_back(holds().of(router.node));
        }
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::router

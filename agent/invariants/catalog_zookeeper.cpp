#include "invariants/catalog_rows.hpp"
#include "invariants/zookeeper.hpp"

namespace druidwatch::invariants {

using enum Severity;

std::vector<Invariant> rows_of_zookeeper() {
    using namespace zookeeper;
    const auto tier = quorum_lost_id.tier;
    const InvariantId out_of_sync{tier, "LearnersOutOfSync"};
    return {
        row(quorum_lost_id, critical, quorum_lost_hold, applied(quorum_lost),
            "ZooKeeper has no quorum.", "has no ZooKeeper quorum"),
        row({tier, "QuorumAtRisk"}, warning, quorum_at_risk_hold, applied(quorum_at_risk),
            "ZooKeeper's quorum would not survive one more failure.",
            "would lose its ZooKeeper quorum with one more member"),
        row({tier, "MultipleLeaders"}, critical, 0s, applied(multiple_leaders),
            "Two ZooKeeper members lead at once.", "has two ZooKeeper leaders"),
        because({quorum_lost_id},
                of_a_node(row({tier, "MemberDown"}, warning, 10s, applied(member_down),
                              "A ZooKeeper member is down.", "has a ZooKeeper member down"))),
        because({quorum_lost_id},
                of_a_node(row({tier, "MemberNotServing"}, warning, member_not_serving_hold,
                              applied(member_not_serving),
                              "A ZooKeeper member runs but does not serve.",
                              "has a ZooKeeper member that does not serve"))),
        of_a_node(row({tier, "MemberForeign"}, critical, 10s, applied(member_foreign),
                      "A ZooKeeper server is not of the ensemble that it is configured in.",
                      "has a ZooKeeper member of another ensemble")),
        row({tier, "EnsembleSizeUnsafe"}, warning, 5min, applied(ensemble_size_unsafe),
            "The ZooKeeper ensemble has fewer than 3 voters, or an even number.",
            "has a ZooKeeper ensemble of an unsafe size"),
        because({quorum_lost_id},
                of_a_node(row(out_of_sync, warning, learners_out_of_sync_hold,
                              applied(learners_out_of_sync),
                              "A ZooKeeper member does not keep up with its leader.",
                              "has a ZooKeeper member that does not keep up"))),
        because({out_of_sync},
                of_a_node(row({tier, "RequestsBacklogged"}, warning, 1min,
                              applied(requests_backlogged), "Requests wait in a ZooKeeper member.",
                              "has a ZooKeeper member with a backlog"))),
        because({quorum_lost_id},
                of_a_node(row({tier, "SessionUnusable"}, critical, 10s, applied(session_unusable),
                              "A ZooKeeper member rejects new sessions.",
                              "has a ZooKeeper member that rejects sessions"))),
    };
}

}  // namespace druidwatch::invariants

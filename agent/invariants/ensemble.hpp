#pragma once

#include <string>
#include <vector>

#include "cluster/zookeeper_view.hpp"
#include "invariants/life.hpp"
#include "invariants/quorum_system.hpp"

namespace druidwatch::invariants {

/// What the members' answers together say about the ensemble. Built for one evaluation.
struct Ensemble {
    struct Member {
        const cluster::ZooKeeperMember* asked;
        ServerId id;
        bool voter;
        Life life;
        bool serves;          ///< it grants sessions, or says what its part in the ensemble is
        bool answers_at_all;  ///< even if only `imok`
    };

    QuorumSystem quorum;
    std::vector<Member> members;
    bool proven = false;    ///< a member granted a session: a committed write
    int synced_voters = 0;  ///< by the leader's word, itself included; 0 where none speaks

    ServerIds alive() const;
};

Ensemble assess(const cluster::ZooKeeperView& view, Monotonic now);

}  // namespace druidwatch::invariants

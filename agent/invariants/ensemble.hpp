#pragma once

#include <string>
#include <vector>

#include "cluster/memberships.hpp"
#include "invariants/life.hpp"
#include "invariants/quorum_system.hpp"

namespace druidwatch::invariants {

/// What the members' answers together say about the ensemble. Built for one evaluation.
struct Ensemble {
    struct Member {
        const cluster::ZooKeeperMember* asked;
        ServerId id;
        cluster::Belonging belonging;
        bool ours;  ///< what it does is done for the ensemble that is meant
        bool voter;
        Life life;
        bool serves;          ///< it grants sessions, or says what its part in the ensemble is
        bool answers_at_all;  ///< even if only `imok`
    };

    QuorumSystem quorum;
    std::vector<Member> members;
    std::vector<ServerId> not_configured;  ///< voters that druidwatch was not told to watch
    bool proven = false;                   ///< a member granted a session: a committed write
    int synced_voters = 0;  ///< by the leader's word, itself included; 0 where none speaks

    /// Voters that serve; of those that are not watched, as many as the leader counts beyond.
    ServerIds alive() const;
    int seen_alive() const;  ///< the watched ones among them
};

Ensemble assess(const cluster::ZooKeeperView& view, Monotonic now);

/// Voters that are synced with this one that says it leads, itself included; nothing unless it
/// says so and counts them. A removed or non-voting follower is not one (facts: zookeeper.md §0.6).
std::optional<int> synced_voters(const cluster::ZooKeeperMember& member, Monotonic now);

}  // namespace druidwatch::invariants

#pragma once

#include <map>
#include <optional>
#include <set>

#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::invariants {

using ServerId = int;
using ServerIds = std::set<ServerId>;

/// Which sets of an ensemble's voters are a quorum: a majority of them, or of their weights within
/// a majority of groups (ZooKeeper's QuorumMaj and QuorumHierarchical).
class QuorumSystem {
  public:
    /// Every voter of weight one, in one group.
    static QuorumSystem majority_of(const ServerIds& voters);
    explicit QuorumSystem(const cluster::Membership& membership);

    const ServerIds& voters() const { return voters_; }
    /// Those whose vote weighs anything.
    ServerIds weighty_voters() const;
    /// Whether some votes count more than others, or in groups.
    bool weighted() const;
    /// Q, where every voter counts the same.
    int majority() const { return static_cast<int>(voters_.size()) / 2 + 1; }

    bool has_quorum(const ServerIds& alive) const;

    /// How many voters, the worst ones, can fail before the quorum is lost; where it is lost, the
    /// number that must return, negative.
    int headroom(const ServerIds& alive) const;

  private:
    QuorumSystem() = default;
    bool lost_after(ServerIds alive, int failures) const;

    ServerIds voters_;
    std::map<ServerId, int> weight_;
    std::map<ServerId, int> group_;  ///< empty: one group
};

}  // namespace druidwatch::invariants

#pragma once

#include "invariants/latch_place.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::role {

/// "Coordinator".
std::string titled(cluster::Role role);

/// What every master of the role said to isLeader.
cluster::EvidenceList words_of_all(const cluster::ClusterView& view, cluster::Role role);

/// Who stands in the latch, in which order.
void add_latch(cluster::EvidenceList& list, const cluster::ClusterView& view, cluster::Role role);

inline constexpr std::string_view elected_elsewhere =
    "Druid elects its leaders without ZooKeeper here, or no zookeeper section is configured: its "
    "latch can't be seen.";

}  // namespace druidwatch::invariants::role

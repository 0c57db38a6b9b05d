#pragma once

#include "invariants/latch_place.hpp"
#include "invariants/verdict.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::role {

/// "Coordinator".
std::string titled(cluster::Role role);

/// What every master of the role said to isLeader.
cluster::EvidenceList words_of_all(const cluster::ClusterView& view, cluster::Role role);

/// Who stands in the latch, in which order.
void add_latch(cluster::EvidenceList& list, const cluster::ClusterView& view, cluster::Role role);

/// Why a place in the latch can't be told; nothing where it can.
std::optional<Verdict> out_of_sight(LatchPlace place);

}  // namespace druidwatch::invariants::role

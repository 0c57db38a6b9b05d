#pragma once

#include <string>

#include "cluster/cluster_view.hpp"

namespace druidwatch::invariants {

/// Where a master stands in a role's latch.
enum class LatchPlace {
    first,  ///< it holds the latch
    waits,
    absent,
    unread,     ///< the latch can't be read now
    elsewhere,  ///< there is no ZooKeeper to read it from: Druid elects by other means
};

/// Matches the master by the URL that it wrote into its latch child, which is https wherever Druid
/// has TLS. Latch children are not truth:
/// a crashed leader's outlives it by a session timeout (facts: druid.md §3).
LatchPlace place_in_latch(const cluster::ClusterView& view, cluster::Role role,
                          const cluster::Process& process, Monotonic now);

const cluster::Track<cluster::Latch>* latch_of(const cluster::ClusterView& view,
                                               cluster::Role role);

}  // namespace druidwatch::invariants

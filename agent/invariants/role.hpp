#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::role {

using cluster::Role;

// Each is the row of the catalog's coordinator and overlord tiers by the same name.
Verdict no_leader(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict multiple_leaders(const cluster::ClusterView& view, Role role, Monotonic now);
Verdicts leader_unhealthy(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict no_standby(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict failed_over(const cluster::ClusterView& view, Role role, Monotonic now);

}  // namespace druidwatch::invariants::role

#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::role {

using cluster::Role;

/// How far back LeaderFlapping counts.
inline constexpr milliseconds flapping_within = 10min;

// Each is the row of the catalog's coordinator and overlord tiers by the same name.
Verdict no_leader(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict multiple_leaders(const cluster::ClusterView& view, Role role, Monotonic now);
Verdicts leader_unhealthy(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict no_standby(const cluster::ClusterView& view, Role role, Monotonic now);

// Of role_witnesses.cpp: what the masters, the latch and redirects say of each other.
Verdict leaders_disagree(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict latch_mismatch(const cluster::ClusterView& view, Role role, Monotonic now);
Verdicts redirect_broken(const cluster::ClusterView& view, Role role, Monotonic now);
Verdicts standby_not_candidate(const cluster::ClusterView& view, Role role, Monotonic now);

// Of role_work.cpp: whether the leader does what a leader does.
Verdicts leader_not_initialized(const cluster::ClusterView& view, Role role, Monotonic now);
Verdicts duties_stale(const cluster::ClusterView& view, Role role, Monotonic now);

// Of role_failovers.cpp: how the role went from one node to another.
Verdict failed_over(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict failover_slow(const cluster::ClusterView& view, Role role, Monotonic now);
Verdict leader_flapping(const cluster::ClusterView& view, Role role, Monotonic now);

}  // namespace druidwatch::invariants::role

#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::balancer {

// Each is the row of the catalog's balancer tier by the same name.
Verdicts down(const cluster::ClusterView& view, Monotonic now);
Verdicts routes_to_dead(const cluster::ClusterView& view, Monotonic now);
Verdicts skewed(const cluster::ClusterView& view, Monotonic now);  ///< of a Broker, not a balancer
Verdict single_point(const cluster::ClusterView& view, Monotonic now);

}  // namespace druidwatch::invariants::balancer

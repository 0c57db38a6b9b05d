#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::balancer {

/// The row Down of the catalog's balancer tier.
Verdicts down(const cluster::ClusterView& view, Monotonic now);

}  // namespace druidwatch::invariants::balancer

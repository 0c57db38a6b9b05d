#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::router {

// Each is the row of the catalog's router tier by the same name.
Verdicts node_down(const cluster::ClusterView& view, Monotonic now);
Verdicts no_leader_route(const cluster::ClusterView& view, Monotonic now);

}  // namespace druidwatch::invariants::router

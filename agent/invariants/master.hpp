#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::master {

// Each is the row of the catalog's master tier by the same name.
Verdict none_serving(const cluster::ClusterView& view, Monotonic now);
Verdict configuration_diverges(const cluster::ClusterView& view, Monotonic now);
Verdicts node_down(const cluster::ClusterView& view, Monotonic now);

}  // namespace druidwatch::invariants::master

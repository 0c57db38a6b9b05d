#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::broker {

// Each is the row of the catalog's broker tier by the same name.
Verdict none_serving(const cluster::ClusterView& view, Monotonic now);
Verdict no_redundancy(const cluster::ClusterView& view, Monotonic now);
Verdicts node_down(const cluster::ClusterView& view, Monotonic now);
Verdicts not_ready(const cluster::ClusterView& view, Monotonic now);
Verdicts query_fails(const cluster::ClusterView& view, Monotonic now);
Verdicts view_diverges(const cluster::ClusterView& view, Monotonic now);

/// Whether a Broker is ready and answers queries; nothing where that can't be told.
std::optional<bool> serves(const cluster::ClusterView& view, const cluster::Broker& broker,
                           Monotonic now);

}  // namespace druidwatch::invariants::broker

#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::whole_cluster {

/// The row Unreachable of the catalog's cluster tier.
Verdict unreachable(const cluster::ClusterView& view, Monotonic now);

/// When anything of the cluster, asked whatever, gave its last sign of life and has not been silent
/// since. What is said to have begun later may as well be that the way there is gone.
std::optional<Monotonic> last_heard(const cluster::ClusterView& view, Monotonic now);

/// The row TargetUnknown of the agent tier: nodes that refuse a question for what a person can
/// change, with the remedy in the answer.
Verdicts target_unknown(const cluster::ClusterView& view, Monotonic now);

}  // namespace druidwatch::invariants::whole_cluster

#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::metadata {

// Each is the row of the catalog's metadata tier by the same name.
Verdict no_primary(const cluster::MetadataView& view, Monotonic now);
Verdict split_brain(const cluster::MetadataView& view, Monotonic now);
Verdicts node_down(const cluster::MetadataView& view, Monotonic now);
/// ReplicationLag with a factor of 1, ReplicationLagSevere with 10.
Verdicts replication_lag(const cluster::MetadataView& view, Monotonic now, int factor);
Verdicts replication_broken(const cluster::MetadataView& view, Monotonic now);
Verdict no_failover_candidate(const cluster::MetadataView& view, Monotonic now);
Verdict endpoint_not_primary(const cluster::MetadataView& view, Monotonic now);

}  // namespace druidwatch::invariants::metadata

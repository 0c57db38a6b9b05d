#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::metadata {

// Each is the row of the catalog's metadata tier by the same name; ReplicationLagSevere is
// replication_lag at ten times the limit.
Verdict no_primary(const cluster::MetadataView& view, Monotonic now);
Verdict split_brain(const cluster::MetadataView& view, Monotonic now);
Verdict no_failover_candidate(const cluster::MetadataView& view, Monotonic now);
Verdict endpoint_not_primary(const cluster::MetadataView& view, Monotonic now);
Verdict commits_stalled(const cluster::MetadataView& view, Monotonic now);
Verdict failed_over(const cluster::MetadataView& view, Monotonic now);

Verdicts node_down(const cluster::MetadataView& view, Monotonic now);
Verdicts replication_lag(const cluster::MetadataView& view, Monotonic now, int factor);
Verdicts replication_broken(const cluster::MetadataView& view, Monotonic now);
Verdicts foreign_node(const cluster::MetadataView& view, Monotonic now);
Verdicts druid_on_standby(const cluster::MetadataView& view, Monotonic now);
Verdicts retained_wal_growing(const cluster::MetadataView& view, Monotonic now);

}  // namespace druidwatch::invariants::metadata

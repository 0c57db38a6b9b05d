#pragma once

#include "exporters/prometheus/metrics.hpp"

/// One function per subject, each appending its families.
namespace druidwatch::exporters {

void describe_nodes(const watch::Snapshot& snapshot, Families& families);
void describe_headroom(const watch::Snapshot& snapshot, Families& families);
void describe_leaders(const watch::Snapshot& snapshot, Families& families);
void describe_zookeeper(const watch::Snapshot& snapshot, Families& families);
void describe_replication(const watch::Snapshot& snapshot, Families& families);
void describe_invariants(const watch::Snapshot& snapshot, Families& families);
void describe_probes(const watch::Snapshot& snapshot, Families& families);
void describe_agent(const watch::Snapshot& snapshot, Families& families);

}  // namespace druidwatch::exporters

#pragma once

#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "exporters/prometheus/process.hpp"
#include "exporters/prometheus/scrape.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

using Families = std::vector<prometheus::MetricFamily>;

/// What is watched and what the agent counts of itself, as of the snapshot. What was not known
/// then is absent: a scrape must never carry an old value on.
Families metric_families(const watch::Snapshot& snapshot);

/// Only what stays true when the snapshot has become too old to speak of the watched.
Families agent_families(const watch::Snapshot& snapshot);

/// The `process_*` families that every Prometheus client library has.
Families process_families(const ProcessUsage& usage);

/// How a probe of one node ended, and what it says of itself: `snapshot` is of a round that asked
/// nobody else.
Families probe_families(const watch::Snapshot& snapshot, const ProbeOutcome& outcome);

/// Prometheus's text format 0.0.4, families by name and series by labels.
std::string exposition(Families families);

}  // namespace druidwatch::exporters

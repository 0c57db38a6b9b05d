#pragma once

#include "cli/audit/words.hpp"
#include "cli/startup.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::cli::auditing {

/// Asks, on a loop of its own, what no round of the agent does: every process of each cluster for
/// its version and properties, and each balancer again and again until every Broker answered
/// through it. The calling thread waits. One entry for each cluster of the snapshot.
std::vector<Words> inquire(const Startup& startup, const watch::Snapshot& snapshot);

}  // namespace druidwatch::cli::auditing

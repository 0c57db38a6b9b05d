#pragma once

#include <string>

#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// Every Druid process of every cluster, configured or announced, as Prometheus's http_sd_config
/// takes it: a JSON array of groups of one cluster and tier. A master that has both roles is one
/// target of tier master.
std::string discovered_targets(const watch::Snapshot& snapshot);

}  // namespace druidwatch::exporters

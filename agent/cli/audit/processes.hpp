#pragma once

#include "cli/audit/words.hpp"
#include "cluster/cluster_view.hpp"

namespace druidwatch::cli::auditing {

/// Every process that is configured, announced or listed by the Coordinator (`listed`), each once.
/// Not peons, which come and go with their tasks. `tls`: those that are not configured are asked
/// over TLS.
std::vector<KnownProcess> known_processes(const cluster::ClusterView& view,
                                          const cluster::Announcements& listed, bool tls,
                                          Monotonic now);

}  // namespace druidwatch::cli::auditing

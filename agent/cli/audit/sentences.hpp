#pragma once

#include "cli/audit/finding.hpp"
#include "cli/audit/material.hpp"

namespace druidwatch::cli::auditing {

/// Every sentence that is asked of this cluster, in the order of the table, with what became of it.
ClusterAudit audit_cluster(const watch::ClusterSnapshot& cluster, const Words& words,
                           Monotonic now);

}  // namespace druidwatch::cli::auditing

#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "cli/audit/finding.hpp"

namespace druidwatch::cli::auditing {

/// One JSON object and a line end; docs/audit.md has its fields.
std::string json_of(const std::vector<ClusterAudit>& audits, WallTime taken);

}  // namespace druidwatch::cli::auditing

#pragma once

#include <string>
#include <vector>

#include "cli/audit/finding.hpp"

namespace druidwatch::cli::auditing {

/// For a person: per cluster a count, and every sentence below whose it is; what is broken or
/// unknown with its remedy.
std::string text_of(const std::vector<ClusterAudit>& audits);

}  // namespace druidwatch::cli::auditing

#pragma once

#include <string>

#include "cli/discover/found.hpp"

namespace druidwatch::cli::discovering {

/// A configuration with comments, which our own loader reads. No password is ever in it.
std::string yaml_of(const Found& found, const std::string& cluster_name);

}  // namespace druidwatch::cli::discovering

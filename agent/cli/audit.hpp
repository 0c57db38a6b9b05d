#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Asks the cluster whether it is what Druid's documentation and web console ask for, and prints
/// each sentence with what proves it. The exit status: 0 all kept, 1 something broken, 3 something
/// could not be told.
int audit(const Options& options);

}  // namespace druidwatch::cli

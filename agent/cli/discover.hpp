#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Prints a configuration of the cluster that the address is of, with comments. The exit status: 0,
/// 1 where nothing of it was found or what is printed can't be loaded, 2 for an address that is
/// none.
int discover(const Options& options);

}  // namespace druidwatch::cli

#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Watches until SIGTERM or SIGINT. The exit status: 0, or 1 where it could not start.
int run(const Options& options);

}  // namespace druidwatch::cli

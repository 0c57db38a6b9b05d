#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Prints what a running agent knows, once or again every second. The exit status: that of what was
/// printed last, as `exit_status` has it; 3 where the agent could not be asked.
int status(const Options& options);

}  // namespace druidwatch::cli

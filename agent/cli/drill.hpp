#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Looks at a running agent while something is broken and healed, and prints what it told: when all
/// is calm again, at the time that the options allow, or at an interrupt. The exit status:
/// `exit_status` of the report; 3 where the agent could not be asked.
int drill(const Options& options);

}  // namespace druidwatch::cli

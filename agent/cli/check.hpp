#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// One round of every question, then one line for Nagios on standard output. The exit status: 0 ok,
/// 1 warning, 2 critical, 3 where something could not be checked.
int check(const Options& options);

}  // namespace druidwatch::cli

#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

int discover(const Options& options);

}  // namespace druidwatch::cli

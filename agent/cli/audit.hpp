#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

int audit(const Options& options);

}  // namespace druidwatch::cli

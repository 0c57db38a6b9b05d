#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

int status(const Options& options);

}  // namespace druidwatch::cli

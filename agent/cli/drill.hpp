#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

int drill(const Options& options);

}  // namespace druidwatch::cli

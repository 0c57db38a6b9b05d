#pragma once

#include "cli/options.hpp"

namespace druidwatch::cli {

/// Prints rules for Prometheus, or a configuration for Alertmanager, as the catalog and the
/// configuration's overrides have it. 0, or 1 with every error of the configuration. Reads no
/// secret and asks nobody.
int rules(const Options& options);

}  // namespace druidwatch::cli

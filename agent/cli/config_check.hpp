#pragma once

#include <string>

#include "config/config.hpp"

namespace druidwatch::cli {

/// What a configuration watches, for a person who has just written it: a line per cluster.
std::string summary_of(const config::Config& config);

struct ConfigCheck {
    bool ok = false;
    std::string text;  ///< every error on a line of its own, or the summary
};

/// Reads the file at `path`; an empty one stands for the default configuration.
ConfigCheck check_config(const std::string& path);

}  // namespace druidwatch::cli

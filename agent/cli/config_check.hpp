#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/error.hpp"

namespace druidwatch::cli {

/// What a configuration watches, for a person who has just written it: a line per cluster.
std::string summary_of(const config::Config& config);

/// Reads the file at `path`, and asks the catalog what the file alone can't know: whether the
/// alerts exist that it overrides.
std::expected<config::Config, std::vector<config::ConfigError>> load_checked(
    const std::string& path);

struct ConfigCheck {
    bool ok = false;
    std::string text;  ///< every error on a line of its own, or the summary
};

/// Reads the file at `path`; an empty one stands for the default configuration. The web
/// configuration file as well, where there is one.
ConfigCheck check_config(const std::string& path, const std::string& web_path = {});

}  // namespace druidwatch::cli

#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/error.hpp"

namespace druidwatch::config {

/// The configuration in `text`, or everything that is wrong with it, in the order of the file.
/// Relative paths start at the folder of `file_name`. No file but this one is looked at.
std::expected<Config, std::vector<ConfigError>> parse_config(std::string_view text,
                                                             std::string file_name);

std::expected<Config, std::vector<ConfigError>> load_config(const std::string& path);

/// A Druid quickstart on this machine, which is watched where no file is given.
Config default_config();

}  // namespace druidwatch::config

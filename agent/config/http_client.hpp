#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/error.hpp"

namespace druidwatch::config {

/// What is in the file at `path`, in the format of Prometheus's HTTP clients, or everything that is
/// wrong with it. Relative paths in it start at its folder.
std::expected<Client, std::vector<ConfigError>> load_http_client(const std::string& path);

}  // namespace druidwatch::config

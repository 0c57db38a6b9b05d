#pragma once

#include <string>

#include "config/config.hpp"

namespace druidwatch::config {

/// The configuration as YAML, defaults written out: the paths of secrets, and never a secret.
/// parse_config reads it as the same configuration.
std::string redacted(const Config& config);

}  // namespace druidwatch::config

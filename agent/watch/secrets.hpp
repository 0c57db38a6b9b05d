#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace druidwatch::watch {

/// What the configuration's files of secrets hold, by path. Never logged, never shown.
using Secrets = std::map<std::string, std::string>;

struct ReadSecrets {
    Secrets values;
    std::vector<std::string> warnings;  ///< files that are open to too many
};

/// Every secret that the configuration names, or a sentence for each that can't be read.
std::expected<ReadSecrets, std::vector<std::string>> read_secrets(const config::Config& config);

/// The files whose secrets it takes to ask this cluster.
std::set<std::string> secret_files(const config::Cluster& cluster);

/// Empty for an empty path.
std::string secret(const Secrets& secrets, const std::string& path);

}  // namespace druidwatch::watch

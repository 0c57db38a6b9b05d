#pragma once

#include <expected>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "config/config.hpp"
#include "watch/secrets.hpp"

namespace druidwatch::cli {

/// What a command needs before it can ask the first question.
struct Startup {
    config::Config config;
    watch::ReadSecrets secrets;
    std::vector<std::string> warnings;  ///< a line for each
    bool https = false;                 ///< what is served goes over TLS
};

/// Every error of the configuration and its files of secrets, each a line for a person.
std::expected<Startup, std::vector<std::string>> prepare(const Options& options);

/// Raises the soft limit of open files towards the hard one, for 2000 clients besides the probes;
/// the limit that holds then.
std::size_t use_all_descriptors();

/// Who this agent is: host:port of the external URL, else this host's name and the port.
std::string agent_name(const Options& options);

}  // namespace druidwatch::cli

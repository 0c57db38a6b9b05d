#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "cli/flags.hpp"
#include "net/log.hpp"

namespace druidwatch::cli {

enum class RulesFormat { prometheus, alertmanager };
enum class OutputFormat { text, json };

/// What the command line says. Flags are those of Prometheus's own tools; none takes a secret.
struct Options {
    Command command = Command::run;
    std::optional<Command> help_of{};                  ///< whose help is asked for; none: of all
    std::string config_file;                           ///< empty: a quickstart on localhost
    std::vector<Endpoint> listen{{"0.0.0.0", 19105}};  ///< at least one
    std::string web_config_file;                       ///< empty: plain HTTP, no users
    std::string external_url;                          ///< no slash at its end; empty: not given
    std::string route_prefix;  ///< "" or "/prefix"; the external URL's path where not given
    RulesFormat rules_format = RulesFormat::prometheus;
    OutputFormat format = OutputFormat::text;
    std::string url = "http://localhost:19105";  ///< the agent that is asked; no slash at its end
    std::string http_config_file;                ///< how it is asked; empty: no login, our CAs
    bool watch = false;
    milliseconds timeout = 10min;
    std::string address;  ///< what `discover` begins with; of that command only, and never empty
    std::string cluster_name = "druid";
    net::LogLevel log_level = net::LogLevel::info;
    net::LogFormat log_format = net::LogFormat::logfmt;
};

struct UsageError {
    std::string message;             ///< "unknown command `chekc`: did you mean `check`?"
    Command command = Command::run;  ///< as far as it was understood
};

/// `arguments` without the program's name.
std::expected<Options, UsageError> parse_options(const std::vector<std::string>& arguments);

}  // namespace druidwatch::cli

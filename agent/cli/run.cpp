#include "cli/run.hpp"

#include <cstdio>
#include <stdexcept>

#include <fmt/format.h>

#include "cli/running_agent.hpp"

namespace druidwatch::cli {
namespace {

/// The URL by which a person reaches this agent, where none was given.
std::string own_url(const Options& options, bool https) {
    return fmt::format("{}://{}{}", https ? "https" : "http", agent_name(options),
                       options.route_prefix);
}

int complain(const std::vector<std::string>& errors) {
    for (const auto& error : errors) fmt::print(stderr, "druidwatch: {}\n", error);
    return 1;
}

}  // namespace

int run(const Options& given) {
    auto startup = prepare(given);
    if (!startup) return complain(startup.error());
    auto options = given;
    if (options.external_url.empty()) options.external_url = own_url(given, startup->https);
    use_all_descriptors();
    const net::Log log(options.log_format, options.log_level);
    for (const auto& warning : startup->warnings) log.warn(warning);
    try {
        RunningAgent(options, *std::move(startup), log).run();
    } catch (const std::runtime_error& error) {
        return complain({error.what()});
    }
    return 0;
}

}  // namespace druidwatch::cli

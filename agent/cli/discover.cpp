#include "cli/discover.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/discover/search.hpp"
#include "cli/discover/yaml.hpp"
#include "config/load.hpp"

namespace druidwatch::cli {

int discover(const Options& options) {
    const auto address = discovering::parse_address(options.address);
    if (!address) {
        fmt::print(stderr, "druidwatch: {}: {}\n", address.error().message, address.error().remedy);
        return 2;
    }
    const auto found = discovering::search(*address, options.address);
    for (const auto& gap : found.gaps) {
        fmt::print(stderr, "druidwatch: {}; {}\n", gap.what, gap.remedy);
    }
    if (found.asked_members.empty() && !found.master && found.processes.empty()) return 1;
    const auto text = discovering::yaml_of(found, options.cluster_name);
    fmt::print("{}", text);
    // A name that can't be one, or a path that a stranger told.
    const auto loaded = config::parse_config(text, "the configuration");
    if (loaded) return 0;
    for (const auto& error : loaded.error()) fmt::print(stderr, "{}\n", to_string(error));
    return 1;
}

}  // namespace druidwatch::cli

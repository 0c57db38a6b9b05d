#include <algorithm>

#include "fuzz/target.hpp"
#include "probes/druid/servers_seen.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::druid;
    for (const auto parse : {parse_sys_servers, parse_coordinator_servers}) {
        for (const int status : http_statuses) {
            const auto seen = parsed([&] { return parse(status, bytes); }, http_failures);
            if (!seen) continue;
            // In ascending order, each once.
            require(std::ranges::adjacent_find(seen->historicals, std::greater_equal{}) ==
                    seen->historicals.end());
            for (const auto& server : seen->historicals) require_one_line(server);
        }
    }
}

}  // namespace druidwatch::fuzz

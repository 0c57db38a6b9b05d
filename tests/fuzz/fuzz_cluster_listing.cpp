#include "fuzz/target.hpp"
#include "probes/druid/cluster_listing.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    for (const int status : http_statuses) {
        const auto listing = parsed(
            [&] { return probes::druid::parse_cluster_listing(status, bytes); }, http_failures);
        if (!listing) continue;
        for (const auto& process : listing->processes) {
            require(!process.host.empty());
            require_one_line(process.host);
            require_one_line(process.role);
            require(process.plaintext_port >= -1 && process.plaintext_port <= 65'535);
            require(process.tls_port >= -1 && process.tls_port <= 65'535);
        }
    }
}

}  // namespace druidwatch::fuzz

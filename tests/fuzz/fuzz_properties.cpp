#include "cluster/connect_uri.hpp"
#include "fuzz/target.hpp"
#include "probes/druid/properties.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::druid;
    for (const int status : http_statuses) {
        const auto told = parsed([&] { return parse_properties(status, bytes); }, http_failures);
        if (!told) continue;
        require(told->session_timeout > 0ms);
        require(told->base_path.starts_with('/'));
    }
    // What is kept of a URI has no more to strike out.
    const auto kept = without_credentials(bytes);
    require(without_credentials(kept) == kept);
    require(kept.size() <= 4 * bytes.size() + 4);

    const auto uri = cluster::parse_connect_uri(bytes);
    if (!uri) return;
    require(!uri->hosts.empty());
    for (const auto& host : uri->hosts) require(parse_endpoint(to_string(host)) == host);
}

}  // namespace druidwatch::fuzz

#include "fuzz/target.hpp"
#include "probes/druid/is_leader.hpp"
#include "probes/druid/routed_leader.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    for (const int status : http_statuses) {
        const auto leads =
            parsed([&] { return probes::druid::parse_is_leader(status, bytes); }, http_failures);
        require(!leads || status == (*leads ? 200 : 404));
        const auto routed = parsed(
            [&] { return probes::druid::parse_routed_leader(status, bytes); }, http_failures);
        require(!routed || !*routed || status == 200);
    }
}

}  // namespace druidwatch::fuzz

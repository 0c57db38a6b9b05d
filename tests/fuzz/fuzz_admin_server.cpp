#include "fuzz/membership.hpp"
#include "fuzz/server_state.hpp"
#include "probes/zookeeper/admin_server.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::zookeeper;
    for (const int status : {200, 500}) {  // monitor fails by the latter
        const auto state =
            parsed([&] { return parse_admin_monitor(status, bytes); }, http_failures);
        if (state) require_sane(*state);
        const auto membership =
            parsed([&] { return parse_admin_configuration(status, bytes); }, http_failures);
        if (membership) require_sane(*membership, bytes.size());
        const auto voters =
            parsed([&] { return parse_admin_voting_view(status, bytes); }, http_failures);
        if (voters) require_sane({.servers = *voters}, bytes.size());
    }
}

}  // namespace druidwatch::fuzz

#include "fuzz/membership.hpp"
#include "probes/zookeeper/conf.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::zookeeper;
    const auto membership =
        parsed([&] { return parse_conf(bytes); },
               {Reason::protocol, Reason::closed, Reason::not_allowed, Reason::unavailable});
    if (membership) require_sane(*membership, bytes.size());

    const auto node = parsed([&] { return parse_config_node(bytes); }, {Reason::protocol});
    if (node) require_sane(*node, bytes.size());
    require(!node || node->server_id == cluster::Membership::nobody);
}

}  // namespace druidwatch::fuzz

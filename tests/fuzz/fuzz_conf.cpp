#include "fuzz/membership.hpp"
#include "probes/zookeeper/conf.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    const auto membership =
        parsed([&] { return probes::zookeeper::parse_conf(bytes); },
               {Reason::protocol, Reason::closed, Reason::not_allowed, Reason::unavailable});
    if (membership) require_sane(*membership, bytes.size());
}

}  // namespace druidwatch::fuzz

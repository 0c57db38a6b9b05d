#include "fuzz/server_state.hpp"
#include "probes/zookeeper/srvr.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    const auto state = parsed([&] { return probes::zookeeper::parse_srvr(bytes); },
                              {Reason::protocol, Reason::closed, Reason::not_allowed});
    if (state) require_sane(*state);
}

}  // namespace druidwatch::fuzz

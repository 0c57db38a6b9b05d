#include "probes/zookeeper/server_mode.hpp"

namespace druidwatch::probes::zookeeper {

std::optional<cluster::ServerMode> server_mode(std::string_view word) {
    using cluster::ServerMode;
    for (const auto mode : {ServerMode::leader, ServerMode::follower, ServerMode::observer,
                            ServerMode::standalone, ServerMode::read_only}) {
        if (word == name_of(mode)) return mode;
    }
    return {};
}

}  // namespace druidwatch::probes::zookeeper

#pragma once

#include <optional>
#include <string_view>

#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The mode that `mntr` calls zk_server_state and `srvr` Mode; nothing for an unknown word.
std::optional<cluster::ServerMode> server_mode(std::string_view word);

}  // namespace druidwatch::probes::zookeeper

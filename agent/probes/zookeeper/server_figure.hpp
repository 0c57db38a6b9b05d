#pragma once

#include <string_view>

#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// Enters one line of `mntr`, or one member of the AdminServer's `monitor`, whose keys lack `zk_`.
/// A key that is of no concern here changes nothing; server_state is not among those taken.
void take_figure(cluster::ServerState& state, std::string_view key, std::string_view value);

}  // namespace druidwatch::probes::zookeeper

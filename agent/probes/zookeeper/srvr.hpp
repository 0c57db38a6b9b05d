#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The answer to `srvr`, which no whitelist closes: mode, version, zxid, no counts of followers.
Result<cluster::ServerState> parse_srvr(std::string_view answer);

}  // namespace druidwatch::probes::zookeeper

#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The AdminServer, ZooKeeper's own HTTP server since 3.5. It says 200 when it does not serve, too,
/// and why not in `error`; only monitor fails then (HTTP 500, seen in 3.8.0 and 3.9.3).

/// The answer to /commands/monitor, which has what `mntr` has. A member that does not serve is an
/// answer; a leader with leaderServes=no tells the truth here only.
Result<cluster::ServerState> parse_admin_monitor(int status, std::string_view body);

/// The answer to /commands/configuration: id and limits, of which 3.8.0 tells the tick only, and no
/// servers. A member that does not serve tells nothing: `unavailable`.
Result<cluster::Membership> parse_admin_configuration(int status, std::string_view body);

/// The answer to /commands/voting_view, since 3.6: voters only, without weights and groups.
Result<std::vector<cluster::Voter>> parse_admin_voting_view(int status, std::string_view body);

}  // namespace druidwatch::probes::zookeeper

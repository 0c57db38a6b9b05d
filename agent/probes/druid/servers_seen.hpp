#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

/// Asked of a Broker, which asks ZooKeeper or the leader before it answers.
inline constexpr std::string_view sys_servers_body =
    R"({"query":"SELECT server FROM sys.servers WHERE server_type = 'historical' ORDER BY server"})";

/// Asked of the leading Coordinator.
inline constexpr std::string_view servers_path = "/druid/coordinator/v1/servers?simple";

/// Bytes that either answer may have: 100 to 200 for each server.
inline constexpr std::size_t servers_limit = 4 << 20;

/// The Historicals of a Broker's `sys.servers`.
Result<cluster::ServersSeen> parse_sys_servers(int status, std::string_view body);

/// The Historicals among the Coordinator's servers.
Result<cluster::ServersSeen> parse_coordinator_servers(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

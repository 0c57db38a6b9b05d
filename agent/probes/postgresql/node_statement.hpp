#pragma once

#include <string_view>

namespace druidwatch::probes::postgresql {

/// What our sessions are called at the server; the statement does not count them as Druid's.
inline constexpr std::string_view application_name = "druidwatch";

/// One statement, one row: all that is asked of a node, in 10 to 18, primary or standby.
/// $1: Druid's database user; $2: our application_name. Needs pg_read_all_stats to see
/// replication; without it nothing fails, and what it may not see is NULL.
extern const std::string_view node_statement;

}  // namespace druidwatch::probes::postgresql

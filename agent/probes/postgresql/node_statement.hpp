#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "cluster/metadata_view.hpp"
#include "net/rows.hpp"

namespace druidwatch::probes::postgresql {

/// What our sessions are called at the server; the statement does not count them as Druid's.
inline constexpr std::string_view application_name = "druidwatch";

/// One statement, one row: all that is asked of a node, in 10 to 18, primary or standby.
/// $1: Druid's database user; $2: our application_name. Needs pg_read_all_stats to see
/// replication; without it nothing fails, and what it may not see is NULL.
extern const std::string_view node_statement;

/// The row as a node's state. NULL where something must be is a failure; NULL for want of a grant
/// is `may_see_replication = false`, never "does not stream".
Result<cluster::DatabaseState> parse_node_state(const net::Rows& rows);

/// "0/45A9EA8" as bytes; nothing if it is no position.
std::optional<cluster::LogPosition> parse_log_position(std::string_view text);

}  // namespace druidwatch::probes::postgresql

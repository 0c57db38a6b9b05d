#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "cluster/database_state.hpp"
#include "net/rows.hpp"

namespace druidwatch::probes::postgresql {

/// The row that the node statement brings. NULL where something must be is a failure; NULL for want
/// of a grant is told in `hidden`, and is never "does not stream".
Result<cluster::DatabaseState> parse_node_state(const net::Rows& rows);

/// "0/45A9EA8" as bytes; nothing if it is no position.
std::optional<cluster::LogPosition> parse_log_position(std::string_view text);

}  // namespace druidwatch::probes::postgresql

#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::druid {

/// `isLeader` of a role through a Router: true when the leader it forwards to says so; false when
/// that one denies, or the Router knows of no leader (503). A leader that is known and not
/// reached (502) is `unavailable`; a Router that forwards nothing is `not_allowed`.
Result<bool> parse_routed_leader(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

/// Whom a master names in `/leader`: a bare URL, or an empty 200 when it knows of nobody.
Result<cluster::LeaderWord> parse_leader_word(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

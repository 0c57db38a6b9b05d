#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

constexpr std::string_view leader_path(cluster::Role role) {
    return role == cluster::Role::coordinator ? "/druid/coordinator/v1/leader"
                                              : "/druid/indexer/v1/leader";
}

/// Whom a master names in `/leader`: a bare URL, or an empty 200 when it knows of nobody.
Result<cluster::LeaderWord> parse_leader_word(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

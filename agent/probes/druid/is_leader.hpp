#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

/// A trailing slash would make the leader log an error.
constexpr std::string_view is_leader_path(cluster::Role role) {
    return role == cluster::Role::coordinator ? "/druid/coordinator/v1/isLeader"
                                              : "/druid/indexer/v1/isLeader";
}

/// A master's own word in `isLeader`: 200 {"leader":true} or 404 {"leader":false}. Both the
/// status and the body must say so: a process without the role answers a bare 404 or redirects.
Result<bool> parse_is_leader(int status, std::string_view body);

/// {"leader":true} or {"leader":false}, and nothing else.
bool says_leader(std::string_view body, bool leads);

}  // namespace druidwatch::probes::druid

#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

/// A request that only the leader answers, and only while it does its work.
constexpr std::string_view leader_request_path(cluster::Role role) {
    return role == cluster::Role::coordinator ? "/druid/coordinator/v1/loadstatus"
                                              : "/druid/indexer/v1/workers";
}

/// Bytes that such an answer may have: a line per datasource, or per worker and its tasks.
inline constexpr std::size_t leader_request_limit = 8 << 20;

/// What a master makes of that request: answers it (200), redirects it to the leader (307 to
/// `location`), or knows of no leader that works (503). A leader that can't do its work answers
/// another 5xx, which is `unavailable`.
Result<cluster::LeaderRequest> parse_leader_request(int status, std::string_view body,
                                                    std::string_view location);

}  // namespace druidwatch::probes::druid

#pragma once

#include <cmath>

#include "cluster/zookeeper_answers.hpp"
#include "fuzz/target.hpp"

namespace druidwatch::fuzz {

/// What must hold of a member's state, by whichever word it was told.
inline void require_sane(const cluster::ServerState& state) {
    require_one_line(state.version);
    require_one_line(state.peer_state);
    for (const auto& count : {state.quorum_size, state.synced_followers,
                              state.synced_non_voting_followers, state.pending_syncs}) {
        require(count.value_or(0) >= 0);
    }
    for (const auto& figure :
         {state.outstanding_requests, state.latency_sum, state.latency_count, state.connections}) {
        require(std::isfinite(figure.value_or(0)));
    }
    require(state.told_by == "mntr" || state.told_by == "srvr" || state.told_by == "AdminServer");
    if (state.mode != cluster::ServerMode::not_serving) return;
    require(state.version.empty() && !state.zxid && !state.synced_followers);
}

}  // namespace druidwatch::fuzz

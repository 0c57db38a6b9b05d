#pragma once

#include "watch/conductor.hpp"
#include "watch/watched_cluster.hpp"

namespace druidwatch::watch {

/// One cluster, and when its conductor has to look at it.
struct Conductor::Watched {
    std::optional<WatchedCluster> cluster{};  ///< always one, once it was added
    bool due = false;                     ///< a judgement is on its way in this turn of the loop
    std::optional<Monotonic> judge_at{};  ///< when a hold, a staleness or a suspicion ends
    std::optional<Monotonic> retired_at{};

    ClusterWatch& watch() { return cluster->watch(); }
    const ClusterWatch& watch() const { return cluster->watch(); }
};

}  // namespace druidwatch::watch

#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history/event.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::watch {

/// What of the snapshots is worth a line of history: each thing once. Values in, values out.
class Chronicle {
  public:
    /// `told` fired or resolved in an earlier life of the agent, and is in the history already.
    explicit Chronicle(const std::vector<alerting::Alert>& told = {});

    /// What is new in `snapshot` since the one before.
    std::vector<history::Event> news(const Snapshot& snapshot);

  private:
    using Events = std::vector<history::Event>;

    struct RoleSeen {
        Monotonic failovers_until{};
        Monotonic claims_until{};
        std::optional<history::Overlap> overlap{};  ///< that lasts, for all that is known
    };
    struct EnsembleLeader {
        std::string node;
        Instant proved;
    };
    struct ClusterSeen {
        std::array<RoleSeen, 2> roles{};
        Monotonic database_failovers_until{};
        std::optional<EnsembleLeader> leader{};
    };

    static void note_failovers(const cluster::ClusterView& view, ClusterSeen& seen, Events& events);
    static void note_ensemble(const cluster::ClusterView& view, Monotonic now, ClusterSeen& seen,
                              Events& events);
    static void note_overlaps(const Snapshot& snapshot, const cluster::ClusterView& view,
                              cluster::Role role, RoleSeen& seen, Events& events);
    void note_alerts(const Snapshot& snapshot, Events& events);

    std::map<std::string, ClusterSeen> clusters_;
    std::map<alerting::AlertKey, alerting::AlertState> told_;  ///< firing or resolved
};

}  // namespace druidwatch::watch

#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::zookeeper {

// The catalog's holds. An ensemble whose ticks or sync limit are longer than ZooKeeper's usual is
// given more; the verdict says so.
inline constexpr milliseconds quorum_lost_hold{3s};
inline constexpr milliseconds quorum_at_risk_hold{15s};
inline constexpr milliseconds member_not_serving_hold{15s};
inline constexpr milliseconds learners_out_of_sync_hold{30s};

Verdict quorum_lost(const cluster::ZooKeeperView& view, Monotonic now);
Verdict quorum_at_risk(const cluster::ZooKeeperView& view, Monotonic now);
Verdict multiple_leaders(const cluster::ZooKeeperView& view, Monotonic now);
Verdict ensemble_size_unsafe(const cluster::ZooKeeperView& view, Monotonic now);

Verdicts member_down(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts member_not_serving(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts member_foreign(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts learners_out_of_sync(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts requests_backlogged(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts session_unusable(const cluster::ZooKeeperView& view, Monotonic now);

}  // namespace druidwatch::invariants::zookeeper

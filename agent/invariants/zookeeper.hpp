#pragma once

#include "invariants/verdict.hpp"

namespace druidwatch::invariants::zookeeper {

// Each is the row of the catalog's zookeeper tier by the same name.
Verdict quorum_lost(const cluster::ZooKeeperView& view, Monotonic now);
Verdict quorum_at_risk(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts member_down(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts member_not_serving(const cluster::ZooKeeperView& view, Monotonic now);
Verdicts session_unusable(const cluster::ZooKeeperView& view, Monotonic now);

}  // namespace druidwatch::invariants::zookeeper

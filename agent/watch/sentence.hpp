#pragma once

#include <string>
#include <vector>

#include "alerting/alert.hpp"
#include "alerting/judge.hpp"
#include "invariants/headroom.hpp"

namespace druidwatch::watch {

/// What a person reads first: does the cluster stand, what is wrong and for how long, and how many
/// more failures it survives. `alerts` are the cluster's own, worst first.
std::string sentence(const std::string& cluster, const std::vector<alerting::Alert>& alerts,
                     const std::vector<alerting::JudgedInvariant>& judged,
                     const std::vector<invariants::Headroom>& headroom, WallTime now);

}  // namespace druidwatch::watch

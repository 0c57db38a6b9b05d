#pragma once

#include <string>
#include <vector>

#include "alerting/lifecycle.hpp"

// What the agent judges of itself and of its peers: rows of the catalog that are of no cluster.

namespace druidwatch::alerting {

/// Violated with the reasons for which the last reload failed, each a line; holds without.
Judgement configuration_stale(const std::string& agent, const std::vector<std::string>& errors,
                              WallTime failed_at);

/// Violated while `error` says why a peer does not answer; holds while it is empty.
Judgement peer_silent(const std::string& peer, const std::string& error, WallTime failed_at);

}  // namespace druidwatch::alerting

#pragma once

#include <vector>

#include "history/event.hpp"

namespace druidwatch::test {

/// A day that ends at `now`, as the archive of an agent that watched through it would have it: two
/// failovers, an overlap, a quorum that was lost, and the agent restarted.
std::vector<history::Event> told_day(const std::string& cluster, WallTime now);

}  // namespace druidwatch::test

#pragma once

#include "base/time.hpp"

namespace druidwatch::invariants {

/// How long what happened once, a failover, stays told as an alert.
inline constexpr milliseconds event_lasts{15min};

}  // namespace druidwatch::invariants

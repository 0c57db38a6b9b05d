#pragma once

#include <optional>
#include <vector>

#include "alerting/alert.hpp"

namespace druidwatch::alerting {

/// An alert, pending, firing or lately resolved, with what its lifecycle knows of it: all that the
/// agent must find again after a restart. Times are wall clock: the monotonic one ends with a boot.
struct RememberedAlert {
    Alert alert;
    milliseconds violated_for{0};        ///< counted toward its hold; the agent's absence is not
    std::optional<WallTime> keep_until;  ///< does not resolve before
    std::vector<WallTime> fired_at;      ///< each time that it fired lately, oldest first

    bool operator==(const RememberedAlert&) const = default;
};

}  // namespace druidwatch::alerting

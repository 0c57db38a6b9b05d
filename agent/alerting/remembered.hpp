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

/// Whether what is known `now` must be kept instead of `before`: when alerts came, went or changed
/// their state; or when a hold went on for a while. Evidence that is only newer is not worth a disk
/// its rest.
bool worth_remembering(const std::vector<RememberedAlert>& now,
                       const std::vector<RememberedAlert>& before);

}  // namespace druidwatch::alerting

#pragma once

#include <deque>
#include <optional>

#include "base/time.hpp"

namespace druidwatch::net {

/// When this process could not listen: it got no CPU, was stopped, or was busy with itself. Told by
/// a beat that is due again and again and runs late then. Knows the last minute.
class Lateness {
  public:
    static constexpr milliseconds kept = 1min;

    /// A beat ran at `now`; the one after it is due at `next`.
    void beat(Monotonic now, Monotonic next);

    /// For how long a beat was due in that time and did not run.
    std::chrono::nanoseconds within(Monotonic from, Monotonic to) const;

    /// For more than half of that time. What was not heard in it may well have been said.
    bool was_deaf(Monotonic from, Monotonic to) const { return 2 * within(from, to) > to - from; }

  private:
    struct Spell {
        Monotonic from;
        Monotonic to;
    };

    std::deque<Spell> spells_;
    std::optional<Monotonic> due_;
};

}  // namespace druidwatch::net

#pragma once

#include <deque>
#include <optional>

#include "base/time.hpp"

namespace druidwatch::net {

/// When this process could not listen: it got no CPU, was stopped, or was busy with itself. Told by
/// what was due meanwhile and ran late. Knows the last minute.
class Lateness {
  public:
    static constexpr milliseconds kept = 1min;
    /// As late as a busy machine is anyway; also what the wheel's slots are apart.
    static constexpr milliseconds tolerance{5};

    /// What runs next is due then, in place of what was to run next before.
    void due(Monotonic at) { due_ = at; }

    /// What was due ran now.
    void ran(Monotonic now);

    /// For how long something was due in that time and did not run.
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

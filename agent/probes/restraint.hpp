#pragma once

#include "base/time.hpp"

namespace druidwatch::probes {

/// Whether a node may be asked something slow now: not before it answered anything, one at a time,
/// none without a quorum, and after one that missed its deadline ever more rarely until one is
/// answered in time again.
class Restraint {
  public:
    static constexpr milliseconds longest_pause{60s};

    explicit Restraint(milliseconds interval) : interval_(interval) {}

    bool allows(Monotonic now, bool quorum) const {
        return answers_ && quorum && !in_flight_ && now >= not_before_;
    }

    /// It answered a question that is not slow.
    void answers() { answers_ = true; }

    void asked() { in_flight_ = true; }

    /// It was answered, in time or not, or given up after all patience.
    void settled() { in_flight_ = false; }

    void in_time() {
        pause_ = milliseconds{0};
        not_before_ = {};
    }

    void overdue(Monotonic now) {
        pause_ = std::min(2 * std::max(pause_, interval_), longest_pause);
        not_before_ = now + pause_;
    }

  private:
    milliseconds interval_;
    milliseconds pause_{0};
    Monotonic not_before_{};
    bool answers_ = false;
    bool in_flight_ = false;
};

}  // namespace druidwatch::probes

#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "config/config.hpp"

namespace druidwatch::probes {

/// When a question's rounds are due: on a grid of its interval, shifted by a phase of its own so
/// that thousands of targets are not asked at once. The first round comes within a second. A round
/// whose time passed while the one before was still out is counted as missed, never made up for.
class Cadence {
  public:
    /// `phase`: where on the grid, not negative, of any length; `start`: before it nothing is due.
    Cadence(config::Pace pace, milliseconds phase, Monotonic start);

    /// The same target has the same phase, whenever the agent starts.
    static milliseconds phase_of(std::string_view target);

    Monotonic due() const { return due_; }

    /// A round began, due or not.
    void begun(Monotonic now);
    void finished(Monotonic now);

    /// The next round comes then at the latest, on the grid or not.
    void due_by(Monotonic at) { due_ = std::min(due_, at); }

    /// Once something looks wrong, the other interval is in force at once.
    void suspicious(bool so, Monotonic now);

    std::uint64_t missed_rounds() const { return missed_; }

  private:
    Monotonic first_after(Monotonic now) const;

    config::Pace pace_;
    milliseconds phase_;
    milliseconds interval_;
    Monotonic due_;
    std::uint64_t missed_ = 0;
};

}  // namespace druidwatch::probes

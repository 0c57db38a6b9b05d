#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace druidwatch::cluster {

/// How often one question failed for one reason, from `first` to `last`.
struct FailureSpell {
    Reason reason;
    Instant first;
    Instant last;
    std::uint32_t times = 1;
};

/// Which failures one question had lately. Bounded: the oldest are given up first.
class FailureLog {
  public:
    static constexpr std::chrono::hours span{1};
    static constexpr std::chrono::minutes spell_length{5};
    static constexpr std::size_t capacity = 24;

    void note(Reason reason, Instant at);

    /// Those of the hour before `now`, one per reason, the newest first.
    std::vector<FailureSpell> last_hour(Monotonic now) const;

  private:
    std::vector<FailureSpell> spells_;  ///< in the order of their beginning
};

}  // namespace druidwatch::cluster

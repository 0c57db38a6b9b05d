#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"

namespace druidwatch::cluster {

/// A position in a log that only grows: PostgreSQL's LSN in bytes, ZooKeeper's zxid.
using LogPosition = std::uint64_t;

/// How far a follower of a log is behind; nothing where the log's head could not be sampled.
struct Lag {
    std::optional<milliseconds> time;
    std::optional<std::int64_t> bytes;         ///< where a log is counted in bytes
    std::optional<std::int64_t> transactions;  ///< where it is counted in transactions

    bool operator==(const Lag&) const = default;
};

/// Where the head of a log stood, and when: the only clock that tells a follower's lag rightly.
class LogPositions {
  public:
    /// Samples closer together than `spacing` are one; `depth` of them are kept.
    explicit LogPositions(std::size_t depth = 4'096, milliseconds spacing = 0ms)
        : depth_(depth), spacing_(spacing) {}

    void sample(Monotonic at, LogPosition position);
    /// Positions of another log are not comparable.
    void forget() { samples_.clear(); }
    bool empty() const { return samples_.empty(); }

    struct Behind {
        std::optional<milliseconds> time;
        std::optional<std::int64_t> distance;
    };

    /// Age of the oldest sample that `reached` has not reached, and the distance to the newest;
    /// zero when it reached them all, nothing where there is no sample.
    Behind behind(Monotonic now, LogPosition reached) const;

  private:
    struct Sample {
        Monotonic at;
        LogPosition position;
    };
    std::size_t depth_;
    milliseconds spacing_;
    std::deque<Sample> samples_;  ///< ascending in both
};

}  // namespace druidwatch::cluster

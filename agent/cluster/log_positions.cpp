#include "cluster/log_positions.hpp"

#include <algorithm>

namespace druidwatch::cluster {

void LogPositions::sample(Monotonic at, LogPosition position) {
    if (!samples_.empty() && position < samples_.back().position) samples_.clear();
    // An idle log stands still: the first time its head was at a position is all that lag asks for.
    if (!samples_.empty() && position == samples_.back().position) return;
    if (!samples_.empty() && at < samples_.back().at + spacing_) return;
    samples_.push_back({at, position});
    if (samples_.size() > depth_) samples_.pop_front();
}

LogPositions::Behind LogPositions::behind(Monotonic now, LogPosition reached) const {
    if (samples_.empty()) return {};
    const auto distance =
        static_cast<std::int64_t>(samples_.back().position) - static_cast<std::int64_t>(reached);
    const auto missing = std::ranges::upper_bound(samples_, reached, {}, &Sample::position);
    if (missing == samples_.end())
        return {.time = 0ms, .distance = std::max<std::int64_t>(distance, 0)};
    return {.time = std::chrono::duration_cast<milliseconds>(now - missing->at),
            .distance = distance};
}

}  // namespace druidwatch::cluster

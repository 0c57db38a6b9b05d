#include "cluster/metadata_view.hpp"

#include <tuple>

#include <fmt/format.h>

namespace druidwatch::cluster {

bool same_meaning(const DatabaseState& a, const DatabaseState& b) {
    const auto decisive = [](const DatabaseState& s) {
        return std::tuple(s.in_recovery, s.writable, s.system_identifier, s.started, s.timeline,
                          s.replay_paused, s.may_see_replication, s.clients.size(),
                          s.receiver ? s.receiver->status : std::string{},
                          s.receiver ? s.receiver->timeline : 0, s.druid_sessions > 0);
    };
    return decisive(a) == decisive(b);
}

void PrimaryPositions::sample(Monotonic at, LogPosition position) {
    if (!samples_.empty() && position < samples_.back().position) samples_.clear();
    // An idle primary stands still: the first time it was at a position is all that lag asks for.
    if (!samples_.empty() && position == samples_.back().position) return;
    samples_.push_back({at, position});
    if (samples_.size() > depth) samples_.pop_front();
}

Lag PrimaryPositions::behind(Monotonic now, LogPosition replayed) const {
    if (samples_.empty()) return {};
    const auto bytes =
        static_cast<std::int64_t>(samples_.back().position) - static_cast<std::int64_t>(replayed);
    const auto missing = std::ranges::upper_bound(samples_, replayed, {}, &Sample::position);
    if (missing == samples_.end()) return {.time = 0ms, .bytes = std::max<std::int64_t>(bytes, 0)};
    return {.time = std::chrono::duration_cast<milliseconds>(now - missing->at), .bytes = bytes};
}

bool MetadataView::record(std::size_t index, Observation<DatabaseState> observation) {
    auto& node = nodes[index];
    const auto now = observation.answered.mono;
    if (observation.answer) {
        remember(writable, {node.node, observation.answer->writable, observation.asked,
                            observation.answered});
    }
    if (observation.answer && observation.answer->writable && observation.answer->current) {
        const auto& state = *observation.answer;
        const auto identity = fmt::format("{}/{}", state.system_identifier, state.timeline);
        if (identity != sampled_identity_) positions.forget();
        sampled_identity_ = identity;
        positions.sample(now, *state.current);
    }
    if (observation.answer && observation.answer->in_recovery && observation.answer->replayed &&
        primary(now)) {
        node.lag = positions.behind(now, *observation.answer->replayed);
    } else {
        node.lag = {};
    }
    return node.state.record(std::move(observation));
}

const DatabaseNode* MetadataView::primary(Monotonic now) const {
    const DatabaseNode* found = nullptr;
    for (const auto& node : nodes) {
        const auto* state = node.state.current(now);
        if (!state || !state->writable) continue;
        if (found) return nullptr;
        found = &node;
    }
    return found;
}

}  // namespace druidwatch::cluster

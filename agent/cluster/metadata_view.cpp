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

#include "invariants/database_nodes.hpp"

#include <fmt/format.h>

#include "invariants/witness.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::EvidenceList;
using cluster::MetadataView;
using cluster::Reach;

bool streams(const DatabaseState& state) {
    return state.in_recovery && state.receiver && state.receiver->status == "streaming";
}

/// Standbys that answer and do not stream have lost their primary.
bool standbys_lost_their_primary(const MetadataView& view, const DatabaseNode& primary,
                                 Monotonic now) {
    bool asked_any = false;
    for (const auto& other : view.nodes) {
        if (&other == &primary) continue;
        const auto* state = other.state.current(now);
        if (!state || !state->in_recovery || !state->may_see_replication) continue;
        asked_any = true;
        if (streams(*state)) return false;
    }
    return asked_any;
}

/// The primary streams to no more standbys than those that answer: to this one it does not.
bool primary_lost_its_standby(const MetadataView& view, const DatabaseNode& standby,
                              Monotonic now) {
    const auto* primary = view.primary(now);
    if (!primary || primary == &standby) return false;
    const auto* state = primary->state.current(now);
    if (!state->may_see_replication) return false;
    const auto connected =
        std::ranges::count(state->clients, "streaming", &cluster::ReplicationClient::state);
    const auto answering = std::ranges::count_if(view.nodes, [&](const auto& other) {
        const auto* answer = other.state.current(now);
        return answer && streams(*answer);
    });
    return connected <= answering;
}

std::string position(cluster::LogPosition position) {
    return fmt::format("{:X}/{:X}", position >> 32, position & 0xffffffff);
}

}  // namespace

Life life_of(const MetadataView& view, const DatabaseNode& node, Monotonic now) {
    switch (reach(node.state, now)) {
        case Reach::answers:
            return Life::up;
        case Reach::down:
            return Life::down;
        case Reach::rejected:
        case Reach::not_allowed:
        case Reach::unknown:
            return Life::unclear;
        case Reach::silent:
            break;
    }
    const auto* before = node.state.last_answer();
    if (!before) return Life::unclear;
    const bool lost = before->answer->in_recovery ? primary_lost_its_standby(view, node, now)
                                                  : standbys_lost_their_primary(view, node, now);
    return lost ? Life::down : Life::unclear;
}

std::string words(const DatabaseState& state) {
    if (state.writable) return fmt::format("writable primary, timeline {}", state.timeline);
    if (!state.in_recovery)
        return fmt::format("read-only, not a standby, timeline {}", state.timeline);
    const auto stream = !state.may_see_replication
                            ? "replication not visible (grant pg_read_all_stats)"
                        : state.receiver ? state.receiver->status
                                         : "not receiving";
    return state.replayed ? fmt::format("standby, {}, timeline {}, replayed to {}", stream,
                                        state.timeline, position(*state.replayed))
                          : fmt::format("standby, {}, timeline {}", stream, state.timeline);
}

EvidenceList statements_of_all(const MetadataView& view) {
    EvidenceList list;
    for (const auto& node : view.nodes) {
        add_witness(list, node.node, node.state, [](const auto& state) { return words(state); });
    }
    return list;
}

std::optional<std::vector<std::string>> obstacles_to_promotion(const MetadataView& view,
                                                               const DatabaseNode& node,
                                                               Monotonic now) {
    std::vector<std::string> obstacles;
    const auto* state = node.state.current(now);
    if (!state) {
        if (life_of(view, node, now) != Life::down) return {};
        obstacles.emplace_back("is down");
        return obstacles;
    }
    if (!state->may_see_replication) return {};
    if (!streams(*state)) obstacles.emplace_back("does not stream");
    if (state->replay_paused) obstacles.emplace_back("has replay paused");
    if (const auto* primary = view.primary(now)) {
        const auto* leading = primary->state.current(now);
        if (leading->system_identifier != state->system_identifier)
            obstacles.emplace_back("is of another cluster");
        if (leading->timeline != state->timeline)
            obstacles.push_back(fmt::format("is on timeline {}", state->timeline));
    }
    if (node.lag.time && *node.lag.time > view.max_lag_time)
        obstacles.push_back(fmt::format("is {} behind", human(*node.lag.time)));
    if (node.lag.bytes && *node.lag.bytes > view.max_lag_bytes)
        obstacles.push_back(fmt::format("is {} bytes behind", *node.lag.bytes));
    return obstacles;
}

}  // namespace druidwatch::invariants

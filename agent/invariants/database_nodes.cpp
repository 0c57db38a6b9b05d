#include "invariants/database_nodes.hpp"

#include <fmt/format.h>

#include "invariants/witness.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::Channel;
using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::EvidenceList;
using cluster::MetadataView;
using cluster::Product;
using cluster::Reach;

/// Standbys that answer and do not receive have lost their primary.
bool standbys_lost_their_primary(const MetadataView& view, const DatabaseNode& primary,
                                 Monotonic now) {
    bool asked_any = false;
    for (const auto& other : view.nodes) {
        if (&other == &primary) continue;
        const auto* state = other.state.current(now);
        if (!state || !state->standby || !state->hidden.empty()) continue;
        asked_any = true;
        if (receives(*state)) return false;
    }
    return asked_any;
}

/// The primary streams to no more standbys than those that answer: to this one it does not.
bool primary_lost_its_standby(const MetadataView& view, const DatabaseNode& standby,
                              Monotonic now) {
    const auto* primary = view.primary(now);
    if (!primary || primary == &standby) return false;
    const auto* state = primary->state.current(now);
    // Only PostgreSQL tells to whom it streams without a privilege that shows much more.
    if (!state->hidden.empty() || state->product != Product::postgresql) return false;
    const auto connected =
        std::ranges::count(state->clients, "streaming", &cluster::ReplicationClient::state);
    const auto answering = std::ranges::count_if(view.nodes, [&](const auto& other) {
        const auto* answer = other.state.current(now);
        return answer && receives(*answer);
    });
    return connected <= answering;
}

/// The members of its group that answer reach no other than themselves.
bool group_lost_its_member(const MetadataView& view, const std::string& group, Monotonic now) {
    int answering = 0;
    int reachable = 0;
    for (const auto& other : view.nodes) {
        const auto* state = other.state.current(now);
        if (!state || !state->group || state->group->id != group || !state->group->quorum) continue;
        ++answering;
        reachable = std::max(reachable, state->group->reachable);
    }
    return answering > 0 && reachable <= answering;
}

std::string position(cluster::LogPosition position) {
    return fmt::format("{:X}/{:X}", position >> 32, position & 0xffffffff);
}

std::string words(const Channel& channel) {
    auto said = channel.name.empty() ? channel.status
                                     : fmt::format("channel {}: {}", channel.name, channel.status);
    if (!channel.applies) said += ", applier stopped";
    if (channel.paused) said += ", replay paused";
    return said;
}

std::string words_of_standby(const DatabaseState& state) {
    std::string said = "standby";
    if (!state.hidden.empty()) said += fmt::format(", replication not visible ({})", state.hidden);
    for (const auto& channel : state.channels) said += ", " + words(channel);
    if (state.timeline > 0) said += fmt::format(", timeline {}", state.timeline);
    if (state.replayed) said += ", replayed to " + position(*state.replayed);
    return said;
}

void add_obstacles_of_streams(std::vector<std::string>& obstacles, const DatabaseState& state) {
    if (!receives(state)) obstacles.emplace_back("does not stream");
    for (const auto& channel : state.channels) {
        if (channel.paused) obstacles.emplace_back("has replay paused");
        if (!channel.applies) obstacles.emplace_back("does not apply what it receives");
    }
    if (state.delay) {
        obstacles.push_back(fmt::format("is delayed on purpose, by {}", human(*state.delay)));
    }
}

/// A standby behind another one streams on when that one is cut off, and gets nothing new.
bool sends_to_nobody(const DatabaseState& primary) {
    if (primary.product != Product::postgresql || !primary.hidden.empty()) return false;
    return std::ranges::none_of(primary.clients, [](const auto& client) {
        return client.state == "streaming" || client.state == "catchup";
    });
}

void add_obstacles_beside(std::vector<std::string>& obstacles, const DatabaseState& leading,
                          const DatabaseState& state) {
    const bool told = !leading.lineage.empty() && !state.lineage.empty();
    if (told && leading.lineage != state.lineage) obstacles.emplace_back("is of another cluster");
    if (leading.timeline != state.timeline) {
        obstacles.push_back(fmt::format("is on timeline {}", state.timeline));
    }
    if (receives(state) && sends_to_nobody(leading)) {
        obstacles.emplace_back("gets nothing of what the primary writes, which streams to nobody");
    }
    if (leading.synchronous && leading.synchronous->degraded) {
        obstacles.emplace_back(
            "may lack what the primary commits, which waits for no standby any more");
    }
}

}  // namespace

bool receives(const DatabaseState& state) {
    return state.standby && !state.channels.empty() &&
           std::ranges::all_of(state.channels, &Channel::receives);
}

Life life_of(const MetadataView& view, const DatabaseNode& node, Monotonic now) {
    const auto reached = reach(node.state, now);
    if (reached != Reach::answers && node.reached_by(now)) return Life::unclear;
    switch (reached) {
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
    const auto& state = *before->answer;
    const bool lost = state.group     ? group_lost_its_member(view, state.group->id, now)
                      : state.standby ? primary_lost_its_standby(view, node, now)
                                      : standbys_lost_their_primary(view, node, now);
    return lost ? Life::down : Life::unclear;
}

std::string words(const DatabaseState& state) {
    auto said = state.writable   ? std::string("writable primary")
                : !state.standby ? std::string("read-only, not a standby")
                                 : words_of_standby(state);
    if (!state.standby && state.timeline > 0) said += fmt::format(", timeline {}", state.timeline);
    if (state.group) {
        said += fmt::format(", {} of a group of {}, {} reachable", state.group->state,
                            state.group->size, state.group->reachable);
    }
    return said;
}

EvidenceList statement_of(const DatabaseNode& node) {
    EvidenceList list;
    add_witness(list, node.node, node.state, [](const auto& state) { return words(state); });
    return list;
}

EvidenceList statements_of_all(const MetadataView& view) {
    EvidenceList list;
    for (const auto& node : view.nodes) {
        for (auto& line : statement_of(node)) list.push_back(std::move(line));
    }
    return list;
}

std::optional<std::string> errant_transactions(const MetadataView& view, const DatabaseNode& node,
                                               Monotonic now) {
    const auto* state = node.state.current(now);
    if (!state) return {};
    if (!state->errant.empty() || !state->executed) return state->errant;
    const auto* primary = view.primary(now);
    if (!primary) return {};
    if (primary == &node) return std::string{};
    const auto& leading = *primary->state.current(now);
    if (!leading.executed) return {};
    // What the primary itself wrote since it was asked is new, not errant.
    const auto own = state->executed->minus(*leading.executed).without(leading.identity);
    return own.without(leading.lineage).to_string();
}

std::string expected_lineage(const MetadataView& view, Monotonic now) {
    if (const auto* primary = view.primary(now)) return primary->state.current(now)->lineage;
    std::map<std::string, int> told;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (state && !state->lineage.empty()) ++told[state->lineage];
    }
    const auto most = std::ranges::max_element(told, {}, [](const auto& e) { return e.second; });
    return most == told.end() || most->second < 2 ? std::string{} : most->first;
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
    if (!state->hidden.empty()) return {};
    add_obstacles_of_streams(obstacles, *state);
    if (const auto* primary = view.primary(now)) {
        add_obstacles_beside(obstacles, *primary->state.current(now), *state);
    }
    if (const auto errant = errant_transactions(view, node, now); errant && !errant->empty()) {
        obstacles.push_back(fmt::format("has transactions of its own ({})", *errant));
    }
    if (node.lag.time && *node.lag.time > view.max_lag_time) {
        obstacles.push_back(fmt::format("is {} behind", human(*node.lag.time)));
    }
    if (node.lag.bytes && *node.lag.bytes > view.max_lag_bytes) {
        obstacles.push_back(fmt::format("is {} bytes behind", *node.lag.bytes));
    }
    return obstacles;
}

}  // namespace druidwatch::invariants

#include <fmt/format.h>

#include "invariants/database_nodes.hpp"
#include "invariants/metadata.hpp"
#include "invariants/witness.hpp"

// The rows about one node; those about the store as a whole are in metadata.cpp.

namespace druidwatch::invariants::metadata {
namespace {

using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::MetadataView;
using cluster::Reach;

/// The rule, asked of every node.
template <class Rule>
Verdicts each(const MetadataView& view, Rule rule) {
    Verdicts verdicts;
    for (const auto& node : view.nodes) verdicts.push_back(Verdict(rule(node)).of(node.node));
    return verdicts;
}

Verdict no_answer(const DatabaseNode& node) {
    return unknown(fmt::format("{} did not answer.", node.node), statement_of(node));
}

std::string distance(const cluster::Lag& lag) {
    auto text = human(*lag.time);
    if (lag.bytes) text += fmt::format(" and {} bytes", *lag.bytes);
    if (lag.transactions) text += fmt::format(" and {} transactions", *lag.transactions);
    return text;
}

/// What is wrong with one of its streams; empty: nothing.
std::string broken(const DatabaseState& state) {
    for (const auto& channel : state.channels) {
        const auto which =
            channel.name.empty() ? std::string{} : fmt::format(" on channel {}", channel.name);
        if (!channel.receives) {
            return fmt::format("does not stream{}: it is {}", which, channel.status);
        }
        if (!channel.applies) {
            return fmt::format("does not apply what it receives{}: {}", which, channel.status);
        }
    }
    return {};
}

}  // namespace

Verdicts node_down(const MetadataView& view, Monotonic now) {
    return each(view, [&](const DatabaseNode& node) {
        switch (life_of(view, node, now)) {
            case Life::up:
                return holds();
            case Life::down:
                return violated(fmt::format("Database node {} is down.", node.node),
                                statement_of(node));
            case Life::unclear:
                break;
        }
        if (const auto* by_peer = node.reached_by(now)) {
            return reached_by_peer(node.node, *by_peer, statement_of(node));
        }
        // Out of connection slots, or in transition: a server that says so is not down.
        if (reach(node.state, now) == Reach::rejected) return holds();
        return unknown(
            fmt::format("{} does not answer, and nobody else says that it is down.", node.node),
            statement_of(node));
    });
}

Verdicts replication_lag(const MetadataView& view, Monotonic now, int factor) {
    return each(view, [&](const DatabaseNode& node) {
        const auto* state = node.state.current(now);
        if (state && !state->standby) return holds();
        if (!state || !node.lag.time) {
            return unknown("Lag can't be told: the primary or the standby was not sampled.");
        }
        auto allowed = node;
        // A standby that is delayed on purpose is behind by that much in the best of health.
        if (state->delay)
            *allowed.lag.time -= std::min<milliseconds>(*state->delay, *node.lag.time);
        if (!view.lags(allowed, factor)) return holds();
        return violated(
            fmt::format("Standby {} is {} behind the primary.", node.node, distance(node.lag)),
            statement_of(node));
    });
}

Verdicts replication_broken(const MetadataView& view, Monotonic now) {
    const auto* primary = view.primary(now);
    return each(view, [&](const DatabaseNode& node) {
        const auto* state = node.state.current(now);
        if (!state) return no_answer(node);
        if (!state->standby) return holds();
        if (!state->hidden.empty()) {
            return unknown(fmt::format("{} hides its replication: {}.", node.node, state->hidden),
                           statement_of(node));
        }
        if (state->channels.empty()) {
            return violated(fmt::format("Standby {} replicates from nobody.", node.node),
                            statement_of(node));
        }
        if (const auto what = broken(*state); !what.empty()) {
            return violated(fmt::format("Standby {} {}.", node.node, what), statement_of(node));
        }
        const auto timeline = state->channels.front().timeline;
        if (primary && timeline != primary->state.current(now)->timeline) {
            return violated(fmt::format("Standby {} follows timeline {}, the primary is on {}.",
                                        node.node, timeline, primary->state.current(now)->timeline),
                            statement_of(node));
        }
        return holds();
    });
}

Verdicts foreign_node(const MetadataView& view, Monotonic now) {
    const auto lineage = expected_lineage(view, now);
    return each(view, [&](const DatabaseNode& node) {
        const auto* state = node.state.current(now);
        if (!state) return no_answer(node);
        if (!lineage.empty() && !state->lineage.empty() && state->lineage != lineage) {
            return violated(
                fmt::format("{} is of another database, {}, than the metadata store, {}.",
                            node.node, state->lineage, lineage),
                statements_of_all(view));
        }
        const auto errant = errant_transactions(view, node, now);
        if (!errant) {
            return unknown(
                fmt::format("Whether {} has transactions of its own can't be told: no "
                            "primary to compare it with.",
                            node.node));
        }
        if (errant->empty()) return holds();
        return violated(fmt::format("{} has executed transactions that the primary has not: {}.",
                                    node.node, *errant),
                        statements_of_all(view));
    });
}

Verdicts druid_on_standby(const MetadataView& view, Monotonic now) {
    return each(view, [&](const DatabaseNode& node) {
        const auto* state = node.state.current(now);
        if (!state) return no_answer(node);
        if (state->writable) return holds();
        if (!state->druid_sessions) {
            return unknown(fmt::format("Whose sessions {} has may not be seen: {}.", node.node,
                                       state->hidden_sessions));
        }
        if (*state->druid_sessions == 0) return holds();
        return violated(
            fmt::format("{} sessions of {} sit on {}, which is not the primary: what they write "
                        "fails.",
                        *state->druid_sessions, view.druid_user, node.node),
            statement_of(node));
    });
}

Verdicts retained_wal_growing(const MetadataView& view, Monotonic now) {
    return each(view, [&](const DatabaseNode& node) {
        const auto* state = node.state.current(now);
        if (!state) return no_answer(node);
        for (const auto& slot : state->slots) {
            if (!view.hoards(*state, slot)) continue;
            if (slot.lost) {
                return violated(fmt::format("Slot {} on {} is lost: whoever reads it must be "
                                            "built anew.",
                                            slot.name, node.node),
                                statement_of(node));
            }
            return violated(
                fmt::format("Slot {} on {} holds back {} bytes of log{}.", slot.name, node.node,
                            *slot.retained, slot.active ? "" : ", and nobody reads it"),
                statement_of(node));
        }
        return holds();
    });
}

}  // namespace druidwatch::invariants::metadata

#include "cluster/metadata_view.hpp"

namespace druidwatch::cluster {
namespace {

/// How far a log has got, as one figure that only grows; nothing where a server has none.
std::optional<LogPosition> progress(const DatabaseState& state) {
    if (state.executed) return state.executed->size();
    if (state.applied) return state.applied->total();
    return state.standby ? state.replayed : state.current;
}

/// Positions of the two are of the same log: neither is on another timeline or of another tree.
bool same_log(const DatabaseState& a, const DatabaseState& b) {
    return a.product == b.product && a.lineage == b.lineage && a.timeline == b.timeline;
}

/// Of what the primary has executed, how much the standby has, too: its own errant transactions
/// bring it no nearer.
std::optional<LogPosition> reached(const DatabaseState& primary, const DatabaseState& standby) {
    if (primary.executed && standby.executed) {
        return primary.executed->size() - primary.executed->minus(*standby.executed).size();
    }
    if (primary.applied && standby.applied) {
        return primary.applied->total() - standby.applied->missing_of(*primary.applied);
    }
    return standby.replayed;
}

void note_loss(DatabaseFailover& failover, const DatabaseState& old, const DatabaseState& now) {
    // A promoted server keeps telling how far it had received: where the new timeline forks.
    if (old.current && now.received && now.timeline > old.timeline) {
        failover.lost_bytes = std::max<std::int64_t>(
            0, static_cast<std::int64_t>(*old.current) - static_cast<std::int64_t>(*now.received));
    }
    if (old.executed && now.executed) {
        failover.lost_transactions =
            static_cast<std::int64_t>(old.executed->minus(*now.executed).size());
    }
    if (old.applied && now.applied) {
        failover.lost_transactions =
            static_cast<std::int64_t>(now.applied->missing_of(*old.applied));
    }
}

}  // namespace

const DatabaseNode& DatabaseEndpoint::led_to(Monotonic now) const {
    const auto takes = [&](const DatabaseNode& host) {
        const auto* state = host.state.current(now);
        return state && (state->writable || !seeks_primary);
    };
    const auto found = std::ranges::find_if(hosts, takes);
    return found == hosts.end() ? hosts.front() : *found;
}

bool MetadataView::record(std::size_t index, Observation<DatabaseState> observation) {
    auto& node = nodes[index];
    const auto now = observation.answered.mono;
    const auto before = figures_of(node);
    node.lag = {};
    if (observation.answer) {
        const auto& state = *observation.answer;
        remember(writable, {node.node, state.writable, observation.asked, observation.answered});
        if (state.writable) note_primary(node, observation);
        if (state.standby && primary(now)) node.lag = lag_of(state, now);
    }
    const bool changed = node.state.record(std::move(observation));
    return changed || figures_of(node) != before;
}

bool MetadataView::lags(const DatabaseNode& node, int factor) const {
    return node.lag.time.value_or(0ms) > factor * max_lag_time ||
           node.lag.bytes.value_or(0) > factor * max_lag_bytes;
}

std::int64_t MetadataView::retained_limit(const DatabaseState& state) const {
    if (!state.slot_limit || *state.slot_limit < 0) return max_retained;
    return std::min(max_retained, *state.slot_limit / 5 * 4);
}

bool MetadataView::hoards(const DatabaseState& state, const Slot& slot) const {
    return slot.lost || slot.retained.value_or(0) > retained_limit(state);
}

/// Which limits are crossed: figures move at every poll, and mean something only then.
std::vector<bool> MetadataView::figures_of(const DatabaseNode& node) const {
    std::vector<bool> crossed{node.lag.time.has_value(), lags(node, 1), lags(node, severe)};
    if (const auto* newest = node.state.newest(); newest && newest->answer) {
        for (const auto& slot : newest->answer->slots) {
            crossed.push_back(hoards(*newest->answer, slot));
        }
    }
    return crossed;
}

void MetadataView::note_primary(const DatabaseNode& node,
                                const Observation<DatabaseState>& observation) {
    const auto& state = *observation.answer;
    const auto now = observation.answered.mono;
    const bool all_write = state.group && state.group->multi_primary;
    const auto claims_too = [&](const DatabaseNode& other) {
        const auto* theirs = other.state.current(now);
        return &other != &node && theirs && theirs->writable &&
               (!all_write || (head_ && other.node == head_->node));
    };
    if (std::ranges::any_of(nodes, claims_too)) return;
    // A primary that restarts is the same node on the same timeline: its log goes on.
    if (head_ && (head_->node != node.node || !same_log(head_->state, state))) {
        if (!all_write) note_failover(node, observation);
        positions.forget();
    }
    head_ = LogHead{node.node, observation.answered, state};
    if (const auto position = progress(state)) positions.sample(now, *position);
}

void MetadataView::note_failover(const DatabaseNode& node,
                                 const Observation<DatabaseState>& observation) {
    DatabaseFailover failover{.from = head_->node,
                              .to = node.node,
                              .last_proof_of_old = head_->at,
                              .first_proof_of_new = observation.answered};
    note_loss(failover, head_->state, *observation.answer);
    failovers.push_front(std::move(failover));
    if (failovers.size() > failovers_kept) failovers.pop_back();
}

Lag MetadataView::lag_of(const DatabaseState& standby, Monotonic now) const {
    if (!head_) return {};
    const auto position = reached(head_->state, standby);
    if (!position) return {};
    const auto behind = positions.behind(now, *position);
    Lag lag{.time = behind.time};
    if (standby.product == Product::postgresql) {
        lag.bytes = behind.distance;
    } else {
        lag.transactions = behind.distance;
    }
    return lag;
}

const DatabaseNode* MetadataView::primary(Monotonic now) const {
    const DatabaseNode* found = nullptr;
    for (const auto& node : nodes) {
        const auto* state = node.state.current(now);
        if (!state || !state->writable) continue;
        if (!found) {
            found = &node;
        } else if (!state->group || !state->group->multi_primary) {
            return nullptr;
        }
    }
    return found;
}

}  // namespace druidwatch::cluster

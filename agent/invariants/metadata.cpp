#include "invariants/metadata.hpp"

#include <fmt/format.h>

#include "invariants/database_nodes.hpp"
#include "invariants/event.hpp"
#include "invariants/witness.hpp"

// The rows about the store as a whole; those about one node are in metadata_nodes.cpp.

namespace druidwatch::invariants::metadata {
namespace {

using cluster::Claims;
using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::EvidenceList;
using cluster::MetadataView;
using cluster::Reach;

/// A group decides by its own quorum who writes; between two of its views, members may differ.
constexpr milliseconds a_groups_view_changes{5s};

const DatabaseState* last_of(const MetadataView& view, const std::string& name) {
    const auto node = std::ranges::find(view.nodes, name, &DatabaseNode::node);
    const auto* answer = node == view.nodes.end() ? nullptr : node->state.last_answer();
    return answer ? &*answer->answer : nullptr;
}

/// Whether two that write are two primaries: not where they are of different databases, nor where
/// their group lets all of its members write.
bool are_two(const DatabaseState& a, const DatabaseState& b) {
    if (a.lineage != b.lineage) return false;
    return !a.group || !b.group || !a.group->multi_primary || a.group->view != b.group->view;
}

/// Claims to be writable of `node` and of those that would be a second primary beside it.
Claims claims_beside(const MetadataView& view, const DatabaseNode& node,
                     const DatabaseState& state) {
    Claims claims;
    for (const auto& claim : view.writable) {
        const auto* other = last_of(view, claim.node);
        if (claim.node == node.node || (other && are_two(state, *other))) claims.push_back(claim);
    }
    return claims;
}

std::string lost(const cluster::DatabaseFailover& failover) {
    if (failover.lost_bytes) return fmt::format("; {} bytes were lost", *failover.lost_bytes);
    if (failover.lost_transactions) {
        return fmt::format("; {} transactions were lost", *failover.lost_transactions);
    }
    return "; what was lost can't be told";
}

std::optional<Verdict> commits_wait_at(const DatabaseNode& primary, const DatabaseState& state) {
    const auto& synchronous = *state.synchronous;
    const bool nobody = synchronous.acknowledging == 0;
    if (synchronous.waiting == 0 || (!nobody && !synchronous.wait_is_long())) return {};
    return violated(
        fmt::format("{} commits wait at {} for a synchronous standby{}.", synchronous.waiting,
                    primary.node, nobody ? ", and none is there" : ""),
        statement_of(primary));
}

/// Starting up, shutting down, or closed to sessions: the server says itself that nobody writes
/// there.
bool in_transition(const DatabaseNode& node, Monotonic now) {
    const auto* failure = node.state.failure(now);
    return failure && failure->reason == Reason::starting_up;
}

}  // namespace

Verdict no_primary(const MetadataView& view, Monotonic now) {
    std::vector<std::string> unclear;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (state && state->writable) return holds();
        if (state || in_transition(node, now)) continue;
        if (life_of(view, node, now) != Life::down) unclear.push_back(node.node);
    }
    if (!unclear.empty()) {
        return unknown(fmt::format("{} may be the primary and does not say.", enumerate(unclear)),
                       statements_of_all(view));
    }
    return violated("No node of the metadata store is writable.", statements_of_all(view));
}

Verdict split_brain(const MetadataView& view, Monotonic now) {
    std::vector<const DatabaseNode*> writable;
    bool everyone_answered = true;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (state && state->writable) writable.push_back(&node);
        if (!state && life_of(view, node, now) != Life::down) everyone_answered = false;
    }
    const auto still = [&](const std::string& name) {
        return std::ranges::find(writable, name, &DatabaseNode::node) != writable.end();
    };
    bool in_doubt = false;
    for (const auto* node : writable) {
        const auto& state = *node->state.current(now);
        for (const auto* other : writable) {
            in_doubt |= other != node && are_two(state, *other->state.current(now));
        }
        const auto overlap = proven_overlap(claims_beside(view, *node, state));
        if (!overlap || !still(overlap->first.node) || !still(overlap->other.node)) continue;
        EvidenceList evidence;
        for (const auto& claim : {overlap->first, overlap->other, overlap->again}) {
            evidence.push_back({claim.node, "writable", claim.answered.wall});
        }
        return violated(
                   fmt::format("{} and {} are writable primaries of the same database at once.",
                               overlap->first.node, overlap->other.node),
                   evidence)
            .after(state.group ? a_groups_view_changes : 0ms);
    }
    if (in_doubt) {
        return unknown("Two nodes said that they are writable; the next answers decide.",
                       statements_of_all(view));
    }
    return everyone_answered ? holds()
                             : unknown("Not every node answered.", statements_of_all(view));
}

Verdict no_failover_candidate(const MetadataView& view, Monotonic now) {
    std::vector<std::string> reasons;
    std::vector<std::string> unclear;
    const auto* primary = view.primary(now);
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (&node == primary) continue;
        if (state && state->writable) {
            // In a group whose members all write, another one needs no promotion.
            if (state->group && state->group->multi_primary) return holds();
            continue;
        }
        const auto* before = node.state.last_answer();
        if (!state && before && !before->answer->standby && !before->answer->group) continue;
        const auto obstacles = obstacles_to_promotion(view, node, now);
        if (!obstacles) {
            unclear.push_back(node.node);
        } else if (obstacles->empty()) {
            return holds();
        } else {
            reasons.push_back(fmt::format("{} {}", node.node, enumerate(*obstacles)));
        }
    }
    if (!unclear.empty()) {
        return unknown(
            fmt::format("It can't be told whether {} could be promoted.", enumerate(unclear)),
            statements_of_all(view));
    }
    if (reasons.empty()) {
        return violated("No node is a standby: the metadata store can't fail over.",
                        statements_of_all(view));
    }
    return violated(
        fmt::format("No standby could be promoted now without loss: {}.", fmt::join(reasons, "; ")),
        statements_of_all(view));
}

Verdict endpoint_not_primary(const MetadataView& view, Monotonic now) {
    const auto& endpoint = view.endpoint->led_to(now);
    EvidenceList evidence;
    for (const auto& host : view.endpoint->hosts) {
        for (auto& line : statement_of(host)) evidence.push_back(std::move(line));
    }
    for (const auto& line : statements_of_all(view)) evidence.push_back(line);
    const auto* state = endpoint.state.current(now);
    const auto* primary = view.primary(now);
    if (state && !state->writable) {
        return violated(fmt::format("What Druid connects to, {}, is not writable.", endpoint.node),
                        evidence);
    }
    const bool all_write = state && state->group && state->group->multi_primary;
    if (state && primary && !all_write &&
        state->identity != primary->state.current(now)->identity) {
        return violated(
            fmt::format("What Druid connects to, {}, is writable but is not the primary {}.",
                        endpoint.node, primary->node),
            evidence);
    }
    if (state && (primary || view.nodes.empty())) return holds();
    if (state) {
        return unknown("The endpoint is writable, and no primary is known to compare it with.",
                       evidence);
    }
    const auto reached = reach(endpoint.state, now);
    if (reached == Reach::down || reached == Reach::rejected) {
        return violated(
            fmt::format("What Druid connects to, {}, accepts no connection.", endpoint.node),
            evidence);
    }
    // A proxy may stay silent while it looks for a server that is gone (HAProxy retries for 3 s).
    if (no_primary(view, now).state == State::violated) {
        return violated(
            fmt::format("What Druid connects to, {}, leads to no primary: there is none.",
                        endpoint.node),
            evidence);
    }
    return unknown(fmt::format("{} did not answer.", endpoint.node), evidence);
}

Verdict commits_stalled(const MetadataView& view, Monotonic now) {
    bool a_group_decides = false;
    bool grouped = false;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (!state) continue;
        grouped |= state->group.has_value();
        a_group_decides |= state->group && state->group->quorum;
        if (!state->writable || !state->synchronous) continue;
        if (auto waiting = commits_wait_at(node, *state)) return std::move(*waiting);
    }
    if (grouped && !a_group_decides) {
        return violated("The group of the metadata store has no quorum: nothing is committed.",
                        statements_of_all(view));
    }
    if (!view.primary(now)) return unknown("No primary tells whether commits wait.");
    return holds();
}

Verdict failed_over(const MetadataView& view, Monotonic now) {
    if (view.failovers.empty()) return holds();
    const auto& last = view.failovers.front();
    if (now - last.first_proof_of_new.mono > event_lasts) return holds();
    const auto gap = last.first_proof_of_new.mono - last.last_proof_of_old.mono;
    return violated(fmt::format("{} is the primary now, after {}; for {} none was seen to be{}.",
                                last.to, last.from, human(gap), lost(last)),
                    {{last.from, "writable, for the last time", last.last_proof_of_old.wall},
                     {last.to, "writable, for the first time", last.first_proof_of_new.wall}})
        .from(last.first_proof_of_new);
}

}  // namespace druidwatch::invariants::metadata

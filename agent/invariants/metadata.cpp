#include "invariants/metadata.hpp"

#include <fmt/format.h>

#include "invariants/database_nodes.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::metadata {
namespace {

using cluster::Claims;
using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::EvidenceList;
using cluster::MetadataView;
using cluster::Reach;

EvidenceList statement_of(const DatabaseNode& node) {
    EvidenceList list;
    add_witness(list, node.node, node.state, [](const auto& state) { return words(state); });
    return list;
}

/// Claims to be writable of one replication tree only: a foreign database is not a second primary.
Claims claims_of_tree(const MetadataView& view, const std::string& system_identifier) {
    Claims claims;
    for (const auto& claim : view.writable) {
        const auto node = std::ranges::find(view.nodes, claim.node, &DatabaseNode::node);
        const auto* answer = node == view.nodes.end() ? nullptr : node->state.last_answer();
        if (answer && answer->answer->system_identifier == system_identifier)
            claims.push_back(claim);
    }
    return claims;
}

/// Exact also through HAProxy and PgBouncer: the cluster and the moment its postmaster started.
bool same_server(const DatabaseState& a, const DatabaseState& b) {
    return a.system_identifier == b.system_identifier && a.started == b.started;
}

}  // namespace

Verdict no_primary(const MetadataView& view, Monotonic now) {
    std::vector<std::string> unclear;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (state && state->writable) return holds();
        if (!state && life_of(view, node, now) != Life::down) unclear.push_back(node.node);
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
    for (const auto* node : writable) {
        const auto& tree = node->state.current(now)->system_identifier;
        const auto overlap = proven_overlap(claims_of_tree(view, tree));
        if (!overlap) continue;
        const auto still = [&](const std::string& name) {
            return std::ranges::find(writable, name, &DatabaseNode::node) != writable.end();
        };
        if (!still(overlap->first.node) || !still(overlap->other.node)) continue;
        EvidenceList evidence;
        for (const auto& claim : {overlap->first, overlap->other, overlap->again}) {
            evidence.push_back({claim.node, "writable", claim.answered.wall});
        }
        return violated(
            fmt::format("{} and {} are writable primaries of the same database at once.",
                        overlap->first.node, overlap->other.node),
            evidence);
    }
    if (writable.size() > 1)
        return unknown("Two nodes said that they are writable; the next answers decide.",
                       statements_of_all(view));
    return everyone_answered ? holds()
                             : unknown("Not every node answered.", statements_of_all(view));
}

Verdicts node_down(const MetadataView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& node : view.nodes) {
        switch (life_of(view, node, now)) {
            case Life::up:
                verdicts.push_back(holds().of(node.node));
                break;
            case Life::down:
                verdicts.push_back(violated(fmt::format("Database node {} is down.", node.node),
                                            statement_of(node))
                                       .of(node.node));
                break;
            case Life::unclear:
                // Out of connection slots, or in transition: a server that says so is not down.
                verdicts.push_back(
                    reach(node.state, now) == Reach::rejected
                        ? holds().of(node.node)
                        : unknown(fmt::format(
                                      "{} does not answer, and nobody else says that it is down.",
                                      node.node),
                                  statement_of(node))
                              .of(node.node));
                break;
        }
    }
    return verdicts;
}

Verdicts replication_lag(const MetadataView& view, Monotonic now, int factor) {
    Verdicts verdicts;
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (state && !state->in_recovery) {
            verdicts.push_back(holds().of(node.node));
            continue;
        }
        if (!state || !node.lag.time || !node.lag.bytes) {
            verdicts.push_back(
                unknown("Lag can't be told: the primary or the standby was not sampled.")
                    .of(node.node));
            continue;
        }
        if (*node.lag.time <= factor * view.max_lag_time &&
            *node.lag.bytes <= factor * view.max_lag_bytes) {
            verdicts.push_back(holds().of(node.node));
            continue;
        }
        verdicts.push_back(violated(fmt::format("Standby {} is {} and {} bytes behind the primary.",
                                                node.node, human(*node.lag.time), *node.lag.bytes),
                                    statement_of(node))
                               .of(node.node));
    }
    return verdicts;
}

Verdicts replication_broken(const MetadataView& view, Monotonic now) {
    Verdicts verdicts;
    const auto* primary = view.primary(now);
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        const auto verdict = [&]() -> Verdict {
            if (!state)
                return unknown(fmt::format("{} did not answer.", node.node), statement_of(node));
            if (!state->in_recovery) return holds();
            if (!state->may_see_replication)
                return unknown(
                    fmt::format(
                        "{} hides its receiver: grant pg_read_all_stats to the monitoring role.",
                        node.node),
                    statement_of(node));
            if (!state->receiver)
                return violated(
                    fmt::format("Standby {} does not receive from any primary.", node.node),
                    statement_of(node));
            if (state->receiver->status != "streaming")
                return violated(fmt::format("Standby {} does not stream: its receiver is {}.",
                                            node.node, state->receiver->status),
                                statement_of(node));
            if (primary && state->receiver->timeline != primary->state.current(now)->timeline) {
                return violated(
                    fmt::format("Standby {} follows timeline {}, the primary is on {}.", node.node,
                                state->receiver->timeline, primary->state.current(now)->timeline),
                    statement_of(node));
            }
            return holds();
        }();
        verdicts.push_back(Verdict(verdict).of(node.node));
    }
    return verdicts;
}

Verdict no_failover_candidate(const MetadataView& view, Monotonic now) {
    std::vector<std::string> reasons;
    std::vector<std::string> unclear;
    const auto* primary = view.primary(now);
    for (const auto& node : view.nodes) {
        const auto* state = node.state.current(now);
        if (&node == primary || (state && state->writable)) continue;
        const auto* before = node.state.last_answer();
        if (!state && before && !before->answer->in_recovery) continue;
        const auto obstacles = obstacles_to_promotion(view, node, now);
        if (!obstacles) {
            unclear.push_back(node.node);
        } else if (obstacles->empty()) {
            return holds();
        } else {
            reasons.push_back(fmt::format("{} {}", node.node, enumerate(*obstacles)));
        }
    }
    if (!unclear.empty())
        return unknown(
            fmt::format("It can't be told whether {} could be promoted.", enumerate(unclear)),
            statements_of_all(view));
    if (reasons.empty())
        return violated("No node is a standby: the metadata store can't fail over.",
                        statements_of_all(view));
    return violated(
        fmt::format("No standby could be promoted now without loss: {}.", fmt::join(reasons, "; ")),
        statements_of_all(view));
}

Verdict endpoint_not_primary(const MetadataView& view, Monotonic now) {
    const auto& endpoint = *view.endpoint;
    auto evidence = statement_of(endpoint);
    for (const auto& line : statements_of_all(view)) evidence.push_back(line);
    const auto* state = endpoint.state.current(now);
    const auto* primary = view.primary(now);
    if (state && !state->writable) {
        return violated(fmt::format("What Druid connects to, {}, is not writable.", endpoint.node),
                        evidence);
    }
    if (state && primary && !same_server(*state, *primary->state.current(now))) {
        return violated(
            fmt::format("What Druid connects to, {}, is writable but is not the primary {}.",
                        endpoint.node, primary->node),
            evidence);
    }
    if (state && (primary || view.nodes.empty())) return holds();
    if (state)
        return unknown("The endpoint is writable, and no primary is known to compare it with.",
                       evidence);
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

}  // namespace druidwatch::invariants::metadata

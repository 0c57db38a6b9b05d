#pragma once

#include <utility>
#include <vector>

#include "invariants/applied.hpp"
#include "invariants/catalog.hpp"

// What the tiers' parts of the catalog are written with.

namespace druidwatch::invariants {

// Causes of rows of other tiers.
inline constexpr InvariantId unreachable{"cluster", "Unreachable"};
inline constexpr InvariantId quorum_lost_id{"zookeeper", "QuorumLost"};
inline constexpr InvariantId no_primary_id{"metadata", "NoPrimary"};

std::vector<Invariant> rows_of_zookeeper();
std::vector<Invariant> rows_of_metadata();
/// Masters, both roles, Brokers, balancers and Routers.
std::vector<Invariant> rows_of_druid();

/// Of the whole tier, without a cause. The hold of a NoLeader and a LeaderUnhealthy is the failover
/// budget, which their verdicts know; the figure here is its default.
inline Invariant row(InvariantId id, Severity severity, milliseconds hold, Evaluate evaluate,
                     std::string_view summary, std::string_view phrase) {
    return {.id = id,
            .severity = severity,
            .hold = hold,
            .summary = summary,
            .phrase = phrase,
            .evaluate = std::move(evaluate)};
}

inline Invariant of_a_node(Invariant row) {
    row.of_a_node = true;
    return row;
}

inline Invariant because(std::vector<InvariantId> causes, Invariant row) {
    row.because_of = std::move(causes);
    return row;
}

inline Invariant looking_back(milliseconds how_far, Invariant row) {
    row.looks_back = how_far;
    return row;
}

inline Invariant kept_firing(milliseconds how_long, Invariant row) {
    row.keep_firing = how_long;
    return row;
}

}  // namespace druidwatch::invariants

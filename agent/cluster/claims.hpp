#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::cluster {

/// One node's own word about being the only one of its kind: a leader, a writable primary.
/// A question that got no answer is no claim.
struct Claim {
    std::string node;
    bool made = false;  ///< false: it denies
    Instant asked;
    Instant answered;

    bool operator==(const Claim&) const = default;
};

/// Claims of all nodes in the order of their answers, oldest first.
using Claims = std::vector<Claim>;

inline constexpr std::size_t claims_kept = 64;

void remember(Claims& claims, Claim claim);

/// One claims, then another, then the first again: no hand-over between two polls produces that.
struct Overlap {
    Claim first;
    Claim other;
    Claim again;
};

/// The newest overlap of two nodes whose newest words are both claims; nothing where hand-overs
/// explain all that was said.
std::optional<Overlap> proven_overlap(const Claims& claims);

}  // namespace druidwatch::cluster

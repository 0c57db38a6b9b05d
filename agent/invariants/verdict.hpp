#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/cluster_view.hpp"
#include "cluster/evidence.hpp"

namespace druidwatch::invariants {

enum class State { holds, violated, unknown };

std::string_view name_of(State state);

/// What the evidence says about one invariant (of one node, where it is of a node).
struct Verdict {
    State state = State::unknown;
    std::string node;  ///< empty for an invariant of the whole tier
    std::string text;  ///< a sentence for a person: what is broken, or what could not be checked
    cluster::EvidenceList evidence;
    std::optional<milliseconds> hold;  ///< where the case at hand has another hold than the row
    std::optional<Instant> since;      ///< since when it is violated, where the evidence tells

    bool operator==(const Verdict&) const = default;

    Verdict of(std::string which) && {
        node = std::move(which);
        return std::move(*this);
    }
    Verdict after(milliseconds another_hold) && {
        hold = another_hold;
        return std::move(*this);
    }
    Verdict from(Instant moment) && {
        since = moment;
        return std::move(*this);
    }
};

Verdict holds();
Verdict violated(std::string text, cluster::EvidenceList evidence);
Verdict unknown(std::string text, cluster::EvidenceList evidence = {});

using Verdicts = std::vector<Verdict>;

}  // namespace druidwatch::invariants

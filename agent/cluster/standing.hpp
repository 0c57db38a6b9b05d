#pragma once

#include "cluster/track.hpp"

namespace druidwatch::cluster {

/// What one question tells about the node that was asked.
enum class Reach {
    answers,
    down,         ///< refused
    rejected,     ///< accepted, then no answer
    silent,       ///< nothing until the deadline
    not_allowed,  ///< it would answer somebody else
    unknown,      ///< never asked, or too long ago
};

std::string_view name_of(Reach reach);

Reach reach_of(Standing standing);

template <class T>
Reach reach(const Track<T>& track, Monotonic now) {
    const auto* observation = track.evidence(now);
    if (!observation) return Reach::unknown;
    return observation->answer ? Reach::answers
                               : reach_of(standing_of(observation->answer.error().reason));
}

}  // namespace druidwatch::cluster

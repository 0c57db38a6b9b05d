#pragma once

#include <string>

#include "cluster/evidence.hpp"
#include "cluster/peer_word.hpp"
#include "cluster/track.hpp"

namespace druidwatch::invariants {

/// "isLeader: refused", as a line of evidence says it.
std::string describe(const Failure& failure);

/// What `who` answered to `question`, as evidence: the given words, or the failure in its own.
template <class T>
cluster::Evidence said(std::string who, const cluster::Observation<T>& observation,
                       std::string answer) {
    return {std::move(who),
            observation.answer ? std::move(answer) : describe(observation.answer.error()),
            observation.answered.wall};
}

/// A peer's word as evidence: "reaches zk1:2181".
cluster::Evidence said_by(const cluster::PeerWord& peer, const std::string& node);

/// The newest observation of a track as evidence; a line that says so where there is none.
template <class T, class Words>
void add_witness(cluster::EvidenceList& list, const std::string& who,
                 const cluster::Track<T>& track, Words words) {
    const auto* observation = track.newest();
    if (!observation) return;
    list.push_back(
        said(who, *observation, observation->answer ? words(*observation->answer) : std::string{}));
}

/// "zk1:2181, zk2:2181 and zk3:2181"; "nobody" for an empty list.
std::string enumerate(const std::vector<std::string>& names);

}  // namespace druidwatch::invariants

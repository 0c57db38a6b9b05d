#pragma once

#include <string>

#include "cluster/cluster_view.hpp"
#include "cluster/evidence.hpp"
#include "invariants/verdict.hpp"

namespace druidwatch::invariants {

/// Whether a node lives, by all that speak of it.
enum class Life {
    up,
    down,     ///< refused, or silent and other witnesses have lost it, too
    unclear,  ///< rejected, silent, not allowed, or never asked
};

/// What a peer reaches is not down, whatever we see of it.
inline Life unless_reached(Life life, const cluster::PeerWord* by_peer) {
    return life == Life::down && by_peer ? Life::unclear : life;
}

/// A Druid process by its fast question: down when refused, or silent while its announcement in
/// ZooKeeper is gone.
Life life_of(const cluster::ClusterView& view, const cluster::Process& process,
             cluster::Reach reached, Monotonic now);

/// By the isLeader of whichever of its roles tells most.
cluster::Reach reach(const cluster::Master& master, Monotonic now);
Life life_of(const cluster::ClusterView& view, const cluster::Master& master, Monotonic now);
Life life_of(const cluster::ClusterView& view, const cluster::Broker& broker, Monotonic now);

/// NodeDown of a node that we don't reach and a peer does: it is a path that is broken.
Verdict reached_by_peer(const std::string& node, const cluster::PeerWord& word,
                        cluster::EvidenceList evidence);

/// NodeDown of a Druid process; `kind` as a person calls it: "Broker".
Verdict process_down(Life life, std::string_view kind, const std::string& node,
                     const cluster::PeerWord* by_peer, cluster::EvidenceList evidence);

/// Every isLeader of a master, as evidence.
cluster::EvidenceList words_of(const cluster::Master& master);

}  // namespace druidwatch::invariants

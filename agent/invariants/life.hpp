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

/// A Druid process by its fast question: down when refused, or silent while its announcement in
/// ZooKeeper is gone.
Life life_of(const cluster::ClusterView& view, const cluster::Process& process,
             cluster::Reach reached, Monotonic now);

/// By the isLeader of whichever of its roles tells most.
cluster::Reach reach(const cluster::Master& master, Monotonic now);
Life life_of(const cluster::ClusterView& view, const cluster::Master& master, Monotonic now);

/// NodeDown of a Druid process; `kind` as a person calls it: "Broker".
Verdict process_down(Life life, std::string_view kind, const std::string& node,
                     cluster::EvidenceList evidence);

/// Every isLeader of a master, as evidence.
cluster::EvidenceList words_of(const cluster::Master& master);

}  // namespace druidwatch::invariants

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/cluster_view.hpp"

namespace druidwatch::invariants {

/// How many more nodes of a tier, the worst ones, can fail before it stops serving; negative when
/// it has stopped; nothing where the evidence is missing.
struct Headroom {
    std::string_view tier;
    std::optional<int> nodes;

    bool operator==(const Headroom&) const = default;
};

/// One entry for each tier that the view has, in the order of dependence.
std::vector<Headroom> headroom(const cluster::ClusterView& view, Monotonic now);

/// The lowest of the tiers; nothing while one of them is unknown.
std::optional<int> lowest(const std::vector<Headroom>& tiers);

}  // namespace druidwatch::invariants

#pragma once

#include <vector>

#include "cluster/zookeeper_view.hpp"

namespace druidwatch::cluster {

/// Where a configured member belongs, by what it and the others tell of their ensemble.
enum class Belonging {
    member,
    untold,      ///< it does not say, or does not answer
    removed,     ///< its own ensemble does not list it any more
    standalone,  ///< it serves alone what the others serve together
    duplicate,   ///< another member that answers has the same id
    elsewhere,   ///< it is of an ensemble that fewer of the configured members are of, or as few
};

struct Memberships {
    std::vector<Belonging> of;  ///< by index of the view's members
    /// The ensemble's own, of the highest version; nullptr where nobody tells, or two ensembles
    /// share the members evenly.
    const Membership* of_the_ensemble = nullptr;
};

/// Reconfiguration apart, whether two members speak of the same servers.
bool same_ensemble(const Membership& a, const Membership& b);

Memberships compare_memberships(const ZooKeeperView& view, Monotonic now);

}  // namespace druidwatch::cluster

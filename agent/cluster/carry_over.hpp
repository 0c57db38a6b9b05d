#pragma once

#include "cluster/cluster_view.hpp"

namespace druidwatch::cluster {

/// What is known of a cluster, and the description that it was watched by.
template <class View>
struct Described {
    View& view;
    const config::Cluster& cluster;
};

/// Brings what `before` knows into the view of the same cluster as it is described now, of which
/// nothing was asked yet: of each node that stays, by its name and tier; of nodes that were found,
/// as long as they are found by the same means; and the history of who led. What is of another
/// tree or another kind of database is left behind.
void carry_over(const Described<const ClusterView>& before, const Described<ClusterView>& now,
                const config::Global& global);

}  // namespace druidwatch::cluster

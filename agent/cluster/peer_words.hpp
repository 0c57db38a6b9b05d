#pragma once

#include <map>
#include <string>

#include "cluster/cluster_view.hpp"

namespace druidwatch::cluster {

/// Calls `visit(node)` for every node that a peer may speak of, whatever it is.
template <class View, class Visit>
void for_each_node(View& view, Visit visit) {
    if (view.zookeeper) {
        for (auto& member : view.zookeeper->members) visit(member);
    }
    if (view.metadata) {
        for (auto& node : view.metadata->nodes) visit(node);
    }
    if (!view.druid) return;
    for (auto& master : view.druid->masters) visit(master);
    for (auto& broker : view.druid->brokers) visit(broker);
    for (auto& balancer : view.druid->balancers) visit(balancer);
    for (auto& router : view.druid->routers) visit(router);
}

/// What one peer reaches of a cluster: by host:port, how long ago the node last answered it.
using PeerReach = std::map<std::string, std::chrono::nanoseconds>;

/// Takes the newest word of `peer`, asked at `asked`, in the place of what it said before. True
/// when another node is now reached by a peer and not by us, or one is no more.
bool hear_peer(ClusterView& view, const std::string& peer, const PeerReach& reach, Instant asked);

/// When the first word that counts now ceases to.
std::optional<Monotonic> next_word_ends(const ClusterView& view, Monotonic now);

}  // namespace druidwatch::cluster

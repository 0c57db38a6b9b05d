#pragma once

#include <optional>

#include "cluster/cluster_view.hpp"
#include "net/resolver.hpp"

namespace druidwatch::watch {

/// Which processes there are, by whatever the cluster is configured to be discovered by; nothing
/// where that is nothing, or does not tell now.
std::optional<cluster::Observation<cluster::Announcements>> told_nodes(
    const cluster::ClusterView& view, const config::Druid& druid, net::Resolver& resolver,
    Instant now);

/// By name, or by an address that both names have.
bool is_same_host(net::Resolver& resolver, const std::string& one, const std::string& other);

}  // namespace druidwatch::watch

#pragma once

#include <optional>
#include <string>

#include "cluster/druid_view.hpp"
#include "cluster/metadata_view.hpp"
#include "cluster/zookeeper_view.hpp"
#include "config/config.hpp"

namespace druidwatch::cluster {

/// Everything that is known of one cluster: plain values, each with the time it is as of.
struct ClusterView {
    std::string name;
    std::optional<ZooKeeperView> zookeeper;
    std::optional<MetadataView> metadata;
    std::optional<DruidView> druid;
    std::optional<milliseconds> failover_budget;  ///< as configured; none: by session timeout
    Instant started;
};

/// A view of the configured nodes, of which nothing has been asked yet.
ClusterView empty_view(const config::Cluster& cluster, const config::Global& global, Instant now);

/// How long a role may stay without a leader: as configured, else Druid's session timeout and 5 s.
milliseconds failover_budget(const ClusterView& view);

/// The session timeout that Druid's masters tell, else its default of 30 s.
milliseconds session_timeout(const ClusterView& view);

/// Where Druid itself connects to, if all masters that tell it agree, none is configured, and it is
/// another than the view has.
std::optional<DatabaseEndpoint> newly_told_endpoint(const ClusterView& view,
                                                    const config::Global& global);

/// When the first of all answers becomes too old to be evidence.
std::optional<Monotonic> next_staleness(const ClusterView& view, Monotonic now);

}  // namespace druidwatch::cluster

#include "cluster/cluster_view.hpp"

#include "cluster/connect_uri.hpp"
#include "cluster/druid_nodes.hpp"
#include "cluster/every_track.hpp"

namespace druidwatch::cluster {
namespace {

ZooKeeperView empty_zookeeper(const config::ZooKeeper& zookeeper, const config::Global& global) {
    const auto& poll = global.poll;
    const auto timeout = global.poll_timeout;
    ZooKeeperView view;
    // One member after the other is asked for a session, so each waits for a whole round.
    const auto round =
        poll.zookeeper_session.interval * static_cast<int>(zookeeper.ensemble.size());
    for (const auto& member : zookeeper.ensemble) {
        view.members.push_back(
            {.node = to_string(member),
             .new_session = Track<NewSession>(round, timeout),
             .ruok = Track<bool>(poll.zookeeper_member.interval, timeout),
             .state = Track<ServerState>(poll.zookeeper_member.interval, timeout),
             .membership = Track<Membership>(membership_interval, timeout)});
    }
    view.config_node = Track<Membership>(membership_interval, timeout);
    view.max_outstanding = zookeeper.max_outstanding_requests;
    view.max_latency = zookeeper.max_latency;
    for (auto& latch : view.latches) latch.track = Track<Latch>(latch_interval, timeout);
    view.announcements = Track<Announcements>(latch_interval, timeout);
    return view;
}

Track<DatabaseState> endpoint_track(const config::Global& global) {
    return Track<DatabaseState>(global.poll.database_endpoint.interval, global.poll_timeout);
}

MetadataView empty_metadata(const config::MetadataStore& store, const config::Global& global) {
    const auto track = Track<DatabaseState>(global.poll.database.interval, global.poll_timeout);
    MetadataView view;
    for (const auto& node : store.nodes) {
        view.nodes.push_back({.node = to_string(node.endpoint), .state = track});
    }
    if (store.endpoint) {
        view.endpoint = DatabaseEndpoint{.hosts = {{.node = to_string(store.endpoint->endpoint),
                                                    .state = endpoint_track(global)}}};
    }
    view.max_lag_time = store.max_lag_time;
    view.max_lag_bytes = store.max_lag_bytes;
    view.max_retained = store.max_retained_bytes;
    view.druid_user = store.druid_user;
    return view;
}

}  // namespace

ClusterView empty_view(const config::Cluster& cluster, const config::Global& global, Instant now) {
    ClusterView view{
        .name = cluster.name, .failover_budget = global.failover_budget, .started = now};
    if (cluster.zookeeper) view.zookeeper = empty_zookeeper(*cluster.zookeeper, global);
    if (cluster.metadata_store) view.metadata = empty_metadata(*cluster.metadata_store, global);
    if (cluster.druid) view.druid = configured_druid(*cluster.druid, global);
    return view;
}

milliseconds session_timeout(const ClusterView& view) {
    const auto told = view.druid ? view.druid->session_timeout() : std::nullopt;
    return told.value_or(30s);
}

milliseconds failover_budget(const ClusterView& view) {
    return view.failover_budget.value_or(session_timeout(view) + 5s);
}

std::optional<DatabaseEndpoint> newly_told_endpoint(const ClusterView& view,
                                                    const config::Global& global) {
    if (!view.metadata || !view.druid) return {};
    const auto& endpoint = view.metadata->endpoint;
    if (endpoint && !endpoint->told_by_druid) return {};
    const auto uri = view.druid->agreed_connect_uri();
    const auto told = uri ? parse_connect_uri(*uri) : std::nullopt;
    if (!told) return {};

    DatabaseEndpoint leads{.seeks_primary = told->seeks_primary, .told_by_druid = true};
    for (const auto& host : told->hosts) {
        leads.hosts.push_back({.node = to_string(host), .state = endpoint_track(global)});
    }
    const auto same = [](const DatabaseNode& a, const DatabaseNode& b) { return a.node == b.node; };
    if (endpoint && std::ranges::equal(endpoint->hosts, leads.hosts, same)) return {};
    return leads;
}

std::optional<Monotonic> next_staleness(const ClusterView& view, Monotonic now) {
    std::optional<Monotonic> next;
    for_each_track(view,
                   [&](std::string_view, std::string_view, std::string_view, const auto& track) {
                       const auto at = track.stale_at();
                       if (at && *at >= now && (!next || *at < *next)) next = *at + 1ms;
                   });
    return next;
}

}  // namespace druidwatch::cluster

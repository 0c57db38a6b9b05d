#include "watch/watched_cluster.hpp"

#include "cluster/discovery.hpp"
#include "watch/told_nodes.hpp"

namespace druidwatch::watch {

WatchedCluster::WatchedCluster(const config::Cluster& cluster, Shared shared, Instant now,
                               WatchedCluster* before)
    : config_(cluster),
      shared_(std::move(shared)),
      watch_(cluster, shared_.settings->config.global, shared_.settings->config.alerting, now),
      wiring_(wiring()) {
    if (before) {
        before->stop();
        watch_.take_over(before->watch_, before->config_, config_, shared_.settings->config);
    }
    add_zookeeper_probes(wiring_, probes_);
    add_metadata_probes(wiring_, probes_);
    add_druid_probes(wiring_, probes_);
}

Wiring WatchedCluster::wiring() {
    return {.context = {shared_.loop, shared_.settings->config.global.poll_timeout, shared_.count},
            .http = shared_.http,
            .slow_http = shared_.slow_http,
            .cluster = config_,
            .global = shared_.settings->config.global,
            .secrets = shared_.settings->secrets,
            .watch = watch_,
            .changed = shared_.changed,
            .properties_told = [this] { follow_druid(); },
            .ask_masters =
                [this] {
                    for (const auto& one : probes_) {
                        if (one.ask_again) one.ask_again();
                    }
                }};
}

void WatchedCluster::start() {
    for (auto& one : probes_) one.probe->start();
    follow_druid();
}

void WatchedCluster::stop() {
    of_told_endpoint_.clear();
    probes_.clear();
}

/// Druid's masters told where they connect to: that is asked from now on.
void WatchedCluster::follow_druid() {
    auto& view = watch_.view();
    auto endpoint = cluster::newly_told_endpoint(view, shared_.settings->config.global);
    if (!endpoint) return;
    of_told_endpoint_.clear();  // first: they write into the endpoint that there was
    view.metadata->endpoint = std::move(endpoint);
    of_told_endpoint_ = probes_of_told_endpoint(wiring_);
    for (auto& one : of_told_endpoint_) one.probe->start();
}

void WatchedCluster::look_for_nodes() {
    auto& view = watch_.view();
    const auto& druid = config_.druid;
    if (!druid) return;
    look_up_balancers();
    auto& resolver = shared_.loop.resolver();
    const auto now = shared_.loop.now();
    const auto told = told_nodes(view, *druid, resolver, now);
    if (!told || told->answered.mono == nodes_as_of_) return;
    nodes_as_of_ = told->answered.mono;

    const auto same_host = [&](const auto& one, const auto& other) {
        return is_same_host(resolver, one, other);
    };
    cluster::learn_names(*view.druid, *told->answer, same_host, now.mono);
    const auto changes =
        cluster::find_changes(*view.druid, *told->answer, druid->tls.has_value(), now.mono);
    if (changes.empty()) return;
    // Stopped first, for their answers go into the view.
    std::erase_if(probes_, [&](const auto& one) { return changes.concern(one.node); });
    cluster::apply(changes, *view.druid, cluster::NodeMaker(shared_.settings->config.global));
    const auto before = probes_.size();
    add_druid_probes(wiring_, probes_);
    for (auto i = before; i < probes_.size(); ++i) probes_[i].probe->start();
}

void WatchedCluster::look_up_balancers() {
    for (auto& balancer : watch_.view().druid->balancers) {
        const auto endpoint = endpoint_of_url(balancer.url);
        const auto addresses =
            endpoint ? shared_.loop.resolver().known(endpoint->host) : std::nullopt;
        if (addresses) balancer.addresses = addresses->size();
    }
}

/// A failover concerns the master and both its roles: they are asked by the same probe.
void WatchedCluster::hurry() {
    const auto now = shared_.loop.now().mono;
    const bool masters = watch_.suspicious("master", now) ||
                         watch_.suspicious("coordinator", now) ||
                         watch_.suspicious("overlord", now);
    for (auto& [tier, probe, node, ask_again] : probes_) {
        probe->set_suspicious(tier == "master" ? masters : watch_.suspicious(tier, now));
    }
}

std::uint64_t WatchedCluster::missed_rounds() const {
    std::uint64_t missed = 0;
    for (const auto& one : probes_) missed += one.probe->missed_rounds();
    return missed;
}

}  // namespace druidwatch::watch

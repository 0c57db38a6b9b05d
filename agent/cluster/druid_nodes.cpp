#include "cluster/druid_nodes.hpp"

#include <algorithm>

#include "base/endpoint.hpp"

namespace druidwatch::cluster {
namespace {

Process process_at(const std::string& url) {
    const auto endpoint = endpoint_of_url(url);
    return {.node = endpoint ? to_string(*endpoint) : url, .url = url};
}

}  // namespace

Master& NodeMaker::add_role(DruidView& view, const Process& process, Role role) const {
    const auto& poll = global_.poll;
    const auto timeout = global_.poll_timeout;
    auto master = std::ranges::find(view.masters, process.node, &Master::node);
    if (master == view.masters.end()) {
        master = view.masters.insert(
            master, Master{process, {}, Track<DruidProperties>(poll.properties.interval, timeout)});
        master->duties = Track<Duties>(poll.duties.interval, timeout);
        master->servers = Track<ServersSeen>(poll.broker_view.interval, timeout);
        master->cluster = Track<Announcements>(cluster_interval, timeout);
    }
    master->roles[static_cast<std::size_t>(role)] =
        RoleWord{.leads = Track<bool>(poll.master.interval, timeout),
                 .leader = Track<LeaderWord>(poll.master_slow.interval, timeout),
                 .request = Track<LeaderRequest>(poll.master_slow.interval, timeout)};
    return *master;
}

Broker& NodeMaker::add_broker(DruidView& view, const Process& process) const {
    const auto& poll = global_.poll;
    const auto timeout = global_.poll_timeout;
    return view.brokers.emplace_back(
        Broker{process, Track<bool>(poll.broker.interval, timeout),
               Track<bool>(poll.broker_query.interval, timeout),
               Track<ServersSeen>(poll.broker_view.interval, timeout)});
}

Balancer& NodeMaker::add_balancer(DruidView& view, const Process& process) const {
    const auto timeout = global_.poll_timeout;
    return view.balancers.emplace_back(
        Balancer{process, Track<bool>(global_.poll.balancer.interval, timeout),
                 Track<AnsweredBy>(answerer_interval, timeout)});
}

Router& NodeMaker::add_router(DruidView& view, const Process& process) const {
    const auto& poll = global_.poll;
    const auto routed = Track<bool>(poll.router_slow.interval, global_.poll_timeout);
    return view.routers.emplace_back(
        Router{process, Track<bool>(poll.router.interval, global_.poll_timeout), {routed, routed}});
}

DruidView configured_druid(const config::Druid& druid, const config::Global& global) {
    const NodeMaker make(global);
    DruidView view;
    for (const auto& url : druid.load_balancers) make.add_balancer(view, process_at(url));
    if (druid.discovery == config::Discovery::dns) return view;  // names are many nodes each
    for (const auto& url : druid.coordinators) {
        make.add_role(view, process_at(url), Role::coordinator);
    }
    const auto& overlords = druid.overlords.empty() ? druid.coordinators : druid.overlords;
    for (const auto& url : overlords) make.add_role(view, process_at(url), Role::overlord);
    for (const auto& url : druid.brokers) make.add_broker(view, process_at(url));
    for (const auto& url : druid.routers) make.add_router(view, process_at(url));
    return view;
}

}  // namespace druidwatch::cluster

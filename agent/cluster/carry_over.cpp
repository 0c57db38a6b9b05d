#include "cluster/carry_over.hpp"

#include <algorithm>

#include "cluster/druid_nodes.hpp"

namespace druidwatch::cluster {
namespace {

template <class Nodes>
auto* find_node(Nodes& nodes, const std::string& name) {
    const auto found = std::ranges::find(nodes, name, [](const auto& one) { return one.node; });
    return found == nodes.end() ? nullptr : &*found;
}

void carry(const ZooKeeperView& before, ZooKeeperView& view, bool same_tree) {
    bool any_stays = false;
    for (auto& member : view.members) {
        const auto* old = find_node(before.members, member.node);
        if (!old) continue;
        any_stays = true;
        member.new_session.continue_from(old->new_session);
        member.ruok.continue_from(old->ruok);
        member.state.continue_from(old->state);
        member.membership.continue_from(old->membership);
        member.mean_latency = old->mean_latency;
        member.log = old->log;
        member.peer_word = old->peer_word;
    }
    // With no member in common it is another ensemble.
    if (!any_stays) return;
    view.config_node.continue_from(before.config_node);
    view.leaders_log = before.leaders_log;
    if (!same_tree) return;
    for (std::size_t role = 0; role < view.latches.size(); ++role) {
        view.latches[role].track.continue_from(before.latches[role].track);
        view.latches[role].turns = before.latches[role].turns;
        view.latches[role].first = before.latches[role].first;
    }
    view.announcements.continue_from(before.announcements);
    view.announced_once = before.announced_once;
}

/// Of all but what the nodes themselves are, and how far they may lag.
void carry(const MetadataView& before, MetadataView& view) {
    const bool any_stays = std::ranges::any_of(
        view.nodes, [&](const auto& node) { return find_node(before.nodes, node.node); });
    if (!any_stays) return;
    auto carried = before;
    carried.nodes = std::move(view.nodes);
    for (auto& node : carried.nodes) {
        const auto* old = find_node(before.nodes, node.node);
        if (!old) continue;
        node.state.continue_from(old->state);
        node.lag = old->lag;
        node.peer_word = old->peer_word;
    }
    std::erase_if(carried.writable,
                  [&](const Claim& claim) { return !find_node(carried.nodes, claim.node); });
    carried.endpoint = std::move(view.endpoint);
    if (carried.endpoint && before.endpoint) {
        for (auto& host : carried.endpoint->hosts) {
            const auto* old = find_node(before.endpoint->hosts, host.node);
            if (old) host.state.continue_from(old->state);
        }
    }
    carried.max_lag_time = view.max_lag_time;
    carried.max_lag_bytes = view.max_lag_bytes;
    carried.max_retained = view.max_retained;
    carried.druid_user = view.druid_user;
    view = std::move(carried);
}

void continue_process(const Process& before, Process& process) {
    process.also = before.also;
    process.vanished = before.vanished;
    process.peer_word = before.peer_word;
}

void continue_node(const Master& before, Master& master) {
    continue_process(before, master);
    for (const auto role : both_roles) {
        const auto* old = before.role(role);
        auto* word = master.role(role);
        if (!old || !word) continue;
        word->leads.continue_from(old->leads);
        word->leader.continue_from(old->leader);
        word->request.continue_from(old->request);
        word->leads_since = old->leads_since;
    }
    master.properties.continue_from(before.properties);
    master.duties.continue_from(before.duties);
    master.servers.continue_from(before.servers);
    master.cluster.continue_from(before.cluster);
    master.duty_progress = before.duty_progress;
}

void continue_node(const Broker& before, Broker& broker) {
    continue_process(before, broker);
    broker.ready.continue_from(before.ready);
    broker.query.continue_from(before.query);
    broker.servers.continue_from(before.servers);
}

void continue_node(const Balancer& before, Balancer& balancer) {
    continue_process(before, balancer);
    balancer.ready.continue_from(before.ready);
    balancer.answered_by.continue_from(before.answered_by);
    balancer.passages = before.passages;
    balancer.answerers = before.answerers;
    balancer.addresses = before.addresses;
}

void continue_node(const Router& before, Router& router) {
    continue_process(before, router);
    router.healthy.continue_from(before.healthy);
    for (std::size_t role = 0; role < router.routed_leader.size(); ++role) {
        router.routed_leader[role].continue_from(before.routed_leader[role]);
    }
}

/// `find_again` makes the node that is described by no configuration.
template <class Node, class FindAgain>
void carry_nodes(const std::list<Node>& before, std::list<Node>& nodes, FindAgain find_again) {
    for (const auto& old : before) {
        auto* node = find_node(nodes, old.node);
        if (!node && !old.configured) node = find_again(old);
        if (node) continue_node(old, *node);
    }
}

Master* find_master_again(const Master& old, DruidView& view, const NodeMaker& make) {
    Master* master = nullptr;
    for (const auto role : both_roles) {
        if (old.role(role)) master = &make.add_role(view, old, role);
    }
    return master;
}

void carry(const DruidView& before, DruidView& view, bool found_alike, const NodeMaker& make) {
    const auto found_again = [found_alike](auto add) {
        return [found_alike, add](const auto& old) { return found_alike ? add(old) : nullptr; };
    };
    carry_nodes(before.masters, view.masters,
                found_again([&](const Master& old) { return find_master_again(old, view, make); }));
    carry_nodes(before.brokers, view.brokers,
                found_again([&](const Broker& old) { return &make.add_broker(view, old); }));
    carry_nodes(before.balancers, view.balancers,
                found_again([&](const Balancer& old) { return &make.add_balancer(view, old); }));
    carry_nodes(before.routers, view.routers,
                found_again([&](const Router& old) { return &make.add_router(view, old); }));
    view.history = before.history;
    for (auto& history : view.history) {
        // What nobody is asked for any more is no word against those that are.
        std::erase_if(history.claims,
                      [&](const Claim& claim) { return !find_node(view.masters, claim.node); });
    }
}

bool same_tree(const config::Cluster& was, const config::Cluster& is) {
    return was.zookeeper->base_path == is.zookeeper->base_path;
}

}  // namespace

void carry_over(const Described<const ClusterView>& before, const Described<ClusterView>& now,
                const config::Global& global) {
    const auto& [old, was] = before;
    auto& [view, is] = now;
    view.started = old.started;
    if (old.zookeeper && view.zookeeper) {
        carry(*old.zookeeper, *view.zookeeper, same_tree(was, is));
    }
    if (old.metadata && view.metadata && was.metadata_store->kind == is.metadata_store->kind) {
        carry(*old.metadata, *view.metadata);
    }
    if (old.druid && view.druid) {
        carry(*old.druid, *view.druid, was.druid->discovery == is.druid->discovery,
              NodeMaker(global));
    }
}

}  // namespace druidwatch::cluster

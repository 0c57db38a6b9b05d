#pragma once

#include <algorithm>

#include "cluster/cluster_view.hpp"

namespace druidwatch::cluster {

inline constexpr std::string_view leader_word = "leader";
inline constexpr std::string_view leader_request = "leader's work";
inline constexpr std::string_view router_health = "health";
inline constexpr std::string_view routed_leader[] = {"isLeader of the Coordinator",
                                                     "isLeader of the Overlord"};

/// Whether a node is spared this question at times: while ZooKeeper has no quorum, while another
/// such question is unanswered there (probes/slow_gate.hpp), while it does not lead, or because it
/// is asked seldom.
constexpr bool spared_at_times(std::string_view question) {
    constexpr std::string_view spared[] = {leader_word,      leader_request, routed_leader[0],
                                           routed_leader[1], "duties",       "servers",
                                           "cluster",        "sys.servers",  "answering Broker"};
    return std::ranges::find(spared, question) != std::end(spared);
}

/// Calls `visit(tier, node, question, track)` for every question that is asked of a cluster.
template <class Visit>
void for_each_track(const ClusterView& view, Visit visit) {
    if (view.zookeeper) {
        for (const auto& member : view.zookeeper->members) {
            visit("zookeeper", member.node, "new session", member.new_session);
            visit("zookeeper", member.node, "ruok", member.ruok);
            visit("zookeeper", member.node, "mntr", member.state);
            visit("zookeeper", member.node, "conf", member.membership);
        }
        visit("zookeeper", "ensemble", "latch of the Coordinators",
              view.zookeeper->latch_of(Role::coordinator).track);
        visit("zookeeper", "ensemble", "latch of the Overlords",
              view.zookeeper->latch_of(Role::overlord).track);
        visit("zookeeper", "ensemble", "announcements", view.zookeeper->announcements);
        visit("zookeeper", "ensemble", "/zookeeper/config", view.zookeeper->config_node);
    }
    if (view.metadata) {
        for (const auto& node : view.metadata->nodes) {
            visit("metadata", node.node, "node statement", node.state);
        }
        if (const auto& endpoint = view.metadata->endpoint) {
            for (const auto& host : endpoint->hosts) {
                visit("metadata", host.node, "node statement", host.state);
            }
        }
    }
    if (!view.druid) return;
    for (const auto& master : view.druid->masters) {
        for (const auto role : both_roles) {
            const auto* word = master.role(role);
            if (!word) continue;
            visit(name_of(role), master.node, "isLeader", word->leads);
            visit(name_of(role), master.node, leader_word, word->leader);
            visit(name_of(role), master.node, leader_request, word->request);
        }
        visit("master", master.node, "properties", master.properties);
        visit("coordinator", master.node, "duties", master.duties);
        visit("coordinator", master.node, "servers", master.servers);
        visit("coordinator", master.node, "cluster", master.cluster);
    }
    for (const auto& broker : view.druid->brokers) {
        visit("broker", broker.node, "readiness", broker.ready);
        visit("broker", broker.node, "SELECT 1", broker.query);
        visit("broker", broker.node, "sys.servers", broker.servers);
    }
    for (const auto& balancer : view.druid->balancers) {
        visit("balancer", balancer.node, "readiness", balancer.ready);
        visit("balancer", balancer.node, "answering Broker", balancer.answered_by);
    }
    for (const auto& router : view.druid->routers) {
        visit("router", router.node, router_health, router.healthy);
        for (const auto role : both_roles) {
            const auto index = static_cast<std::size_t>(role);
            visit("router", router.node, routed_leader[index], router.routed_leader[index]);
        }
    }
}

}  // namespace druidwatch::cluster

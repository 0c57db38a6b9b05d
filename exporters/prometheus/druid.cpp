#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::Balancer;
using cluster::Broker;
using cluster::DruidView;
using cluster::Router;

/// A query that we may not ask says nothing about the Broker.
std::optional<bool> answers_query(const Broker& broker, Monotonic now) {
    if (const auto answer = said(broker.query, now)) return answer;
    const auto* failure = broker.query.failure(now);
    if (!failure || standing_of(failure->reason) == Standing::not_allowed) return {};
    return false;
}

void servers_seen(const ClusterScrape& cluster, Samples& samples) {
    if (!cluster.view().druid) return;
    const auto say = [&](std::string_view tier, const auto& process) {
        if (const auto* seen = process.servers.current(cluster.now)) {
            samples.add({cluster.name(), process.node, tier},
                        static_cast<double>(seen->historicals.size()));
        }
    };
    for (const auto& master : cluster.view().druid->masters) say("coordinator", master);
    for (const auto& broker : cluster.view().druid->brokers) say("broker", broker);
}

std::optional<double> passed(const Balancer& balancer, Monotonic now) {
    if (!balancer.ready.evidence(now) || balancer.passages.empty()) return {};
    const auto count = std::ranges::count_if(balancer.passages, &cluster::Passage::passed);
    return static_cast<double>(count) / static_cast<double>(balancer.passages.size());
}

/// A Broker announces itself by other names than it is configured by.
std::string known_as(const DruidView& view, const std::string& announced) {
    for (const auto& broker : view.brokers) {
        if (broker.is_called(announced)) return broker.node;
    }
    return announced;
}

void shares(const ClusterScrape& cluster, const Balancer& balancer, Samples& samples) {
    if (!balancer.answered_by.current(cluster.now) || balancer.answerers.empty()) return;
    const auto& view = *cluster.view().druid;
    std::map<std::string, double> answered;
    for (const auto& broker : view.brokers) answered[broker.node] = 0;
    for (const auto& answerer : balancer.answerers) ++answered[known_as(view, answerer)];
    for (const auto& [broker, count] : answered) {
        samples.add({broker, cluster.name(), balancer.node},
                    count / static_cast<double>(balancer.answerers.size()));
    }
}

void routes(const ClusterScrape& cluster, const Router& router, Samples& samples) {
    for (const auto role : cluster::both_roles) {
        const auto& leads = router.routed_leader[static_cast<std::size_t>(role)];
        samples.add({cluster.name(), cluster::name_of(role), router.node},
                    said(leads, cluster.now));
    }
}

}  // namespace

Subject druid_metrics() {
    constexpr std::string_view silent = "while it does not say";
    return {
        .title = "Brokers, balancers, Routers",
        .families =
            {
                {.name = "druid_ha_broker_ready",
                 .unit = "0 or 1",
                 .labels = of_node,
                 .help = "Whether a Broker says that it is ready.",
                 .absent = silent,
                 .sample = per_process(
                     &DruidView::brokers,
                     [](const Broker& broker, Monotonic now) { return said(broker.ready, now); })},
                {.name = "druid_ha_broker_query_success",
                 .unit = "0 or 1",
                 .labels = of_node,
                 .help = "Whether a Broker answers SELECT 1.",
                 .absent = "while it was not asked, and where it would answer somebody else",
                 .sample = per_process(&DruidView::brokers, answers_query)},
                {.name = "druid_ha_servers_seen",
                 .unit = "nodes",
                 .labels = of_node_in_tier,
                 .help = "Historicals that a Broker, or the leading Coordinator, knows of.",
                 .absent = silent,
                 .sample = each_cluster(servers_seen)},
                {.name = "druid_ha_balancer_success_ratio",
                 .unit = "ratio",
                 .labels = of_node,
                 .help = "Of the last requests through a load balancer, 20 at most: those that a "
                         "Broker answered which is ready.",
                 .absent = "while it is not asked",
                 .sample = per_process(&DruidView::balancers, passed)},
                {.name = "druid_ha_balancer_share_ratio",
                 .unit = "ratio",
                 .labels = {"broker", "druid_cluster", "node"},
                 .help = "Of the last answers through a load balancer, 20 at most: those of a "
                         "Broker.",
                 .absent = silent,
                 .sample = each_process(&DruidView::balancers, shares)},
                {.name = "druid_ha_balancer_addresses",
                 .unit = "addresses",
                 .labels = of_node,
                 .help = "Addresses that a load balancer's host has.",
                 .absent = "before they were looked up",
                 .sample = per_process(
                     &DruidView::balancers,
                     [](const Balancer& balancer, Monotonic) { return balancer.addresses; })},
                {.name = "druid_ha_router_route",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "leader_tier", "node"},
                 .help = "Whether a Router leads to the leader of a role (coordinator, overlord).",
                 .absent = "while that is not known, and where its management proxy is closed",
                 .sample = each_process(&DruidView::routers, routes)},
            },
    };
}

}  // namespace druidwatch::exporters

#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

/// 1 answers, 0 is down. Whoever rejects, is silent or may not be asked is neither.
std::optional<double> up(std::string_view, const NodeRow& row) {
    switch (row.state) {
        case NodeState::up:
        case NodeState::leading:
        case NodeState::degraded:
            return 1;
        case NodeState::down:
            return 0;
        case NodeState::rejected:
        case NodeState::silent:
        case NodeState::not_allowed:
        case NodeState::unknown:
            return {};
    }
    std::unreachable();
}

void states(const ClusterScrape& cluster, std::string_view tier, const NodeRow& row,
            Samples& samples) {
    constexpr NodeState all[] = {NodeState::up,          NodeState::leading,  NodeState::degraded,
                                 NodeState::down,        NodeState::rejected, NodeState::silent,
                                 NodeState::not_allowed, NodeState::unknown};
    if (!row.of_tier) return;
    for (const auto state : all) {
        samples.add({cluster.name(), row.node, name_of(state), tier}, row.state == state ? 1 : 0);
    }
}

void last_answers(const ClusterScrape& cluster, std::string_view tier, const NodeRow& row,
                  Samples& samples) {
    if (row.last_answer) {
        samples.add({cluster.name(), row.node, tier}, to_seconds(*row.last_answer));
    }
}

/// By any of the names that it goes by.
std::optional<bool> is_announced(const cluster::ZooKeeperView& zookeeper,
                                 const cluster::Process& process, Monotonic now) {
    auto announced = zookeeper.announced(process.node, now);
    for (const auto& name : process.also) {
        if (announced.value_or(false)) break;
        if (const auto other = zookeeper.announced(name, now)) announced = other;
    }
    return announced;
}

void announced(const ClusterScrape& cluster, Samples& samples) {
    const auto& zookeeper = cluster.view().zookeeper;
    const auto& druid = cluster.view().druid;
    if (!zookeeper || !druid) return;
    const auto say = [&](std::string_view tier, const cluster::Process& process) {
        samples.add({cluster.name(), process.node, tier},
                    is_announced(*zookeeper, process, cluster.now));
    };
    for (const auto& master : druid->masters) {
        for (const auto role : cluster::both_roles) {
            if (master.role(role)) say(cluster::name_of(role), master);
        }
    }
    for (const auto& broker : druid->brokers) say("broker", broker);
    for (const auto& router : druid->routers) say("router", router);
}

}  // namespace

Subject node_metrics() {
    return {
        .title = "Nodes",
        .families =
            {
                {.name = "druid_ha_node_up",
                 .unit = "0 or 1",
                 .labels = of_node_in_tier,
                 .help = "Whether a node answers (1) or is down (0), by the agent's own timer.",
                 .absent = "while that is not known: it is silent, rejects, or may not be asked",
                 .sample = per_node(up)},
                {.name = "druid_ha_node_state",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "node", "state", "tier"},
                 .help = "1 for the state that a node is in, 0 for the others: up, leading, "
                         "degraded, down, rejected, silent, not_allowed, unknown.",
                 .sample = each_row(states)},
                {.name = "druid_ha_last_answer_timestamp_seconds",
                 .unit = "seconds",
                 .labels = of_node_in_tier,
                 .help = "When a node, or Druid's database address, last answered any question.",
                 .absent = "before the first answer",
                 .sample = each_row(last_answers)},
                {.name = "druid_ha_node_announced",
                 .unit = "0 or 1",
                 .labels = of_node_in_tier,
                 .help = "Whether a Druid process is announced in ZooKeeper.",
                 .absent =
                     "while the announcements can't be read, and where it never was announced "
                     "by a name that is known",
                 .sample = each_cluster(announced)},
            },
    };
}

}  // namespace druidwatch::exporters

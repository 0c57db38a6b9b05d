#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::Product;

/// `rule(cluster, host, state, samples)` of where Druid's database address leads, if it answers.
template <class Rule>
auto of_endpoint(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        const auto& view = cluster.view().metadata;
        if (!view || !view->endpoint) return;
        const auto& host = view->endpoint->led_to(cluster.now);
        const auto* state = host.state.current(cluster.now);
        if (state) rule(cluster, host, *state, samples);
    });
}

void behind_endpoint(const ClusterScrape& cluster, const DatabaseNode& host,
                     const DatabaseState& reached, Samples& samples) {
    if (reached.identity.empty()) return;
    for (const auto& node : cluster.view().metadata->nodes) {
        const auto* state = node.state.current(cluster.now);
        if (!state || state->identity != reached.identity) continue;
        samples.add({host.node, cluster.name(), node.node}, 1);
        return;
    }
}

void endpoint_writable(const ClusterScrape& cluster, const DatabaseNode& host,
                       const DatabaseState& reached, Samples& samples) {
    samples.add({host.node, cluster.name()}, reached.writable ? 1 : 0);
}

template <class Count>
auto of_group(Count count) {
    return per_database([count](const DatabaseNode&, const DatabaseState& state) {
        return state.group ? std::optional(count(*state.group)) : std::nullopt;
    });
}

std::string_view name_of(Product product) {
    switch (product) {
        case Product::postgresql:
            return "postgresql";
        case Product::mysql:
            return "mysql";
        case Product::mariadb:
            return "mariadb";
    }
    std::unreachable();
}

void versions(const ClusterScrape& cluster, const DatabaseNode& node, const DatabaseState& state,
              Samples& samples) {
    samples.add({cluster.name(), node.node, name_of(state.product), state.version}, 1);
}

}  // namespace

Subject metadata_metrics() {
    constexpr std::string_view no_group = "where there is no Group Replication and no Galera";
    return {
        .title = "Metadata store",
        .families =
            {
                {.name = "druid_ha_metadata_endpoint_info",
                 .unit = "1",
                 .labels = {"address", "druid_cluster", "node"},
                 .help = "The database node that Druid's database address leads to.",
                 .absent = "while that is not known",
                 .sample = of_endpoint(behind_endpoint)},
                {.name = "druid_ha_metadata_endpoint_writable",
                 .unit = "0 or 1",
                 .labels = {"address", "druid_cluster"},
                 .help = "Whether what is behind Druid's database address may be written to.",
                 .absent = "while it does not answer",
                 .sample = of_endpoint(endpoint_writable)},
                {.name = "druid_ha_metadata_druid_sessions",
                 .unit = "sessions",
                 .labels = of_node,
                 .help = "Sessions of Druid's user on a database node.",
                 .absent = "where they may not be seen",
                 .sample = per_database([](const DatabaseNode&, const DatabaseState& state) {
                     return state.druid_sessions;
                 })},
                {.name = "druid_ha_metadata_group_members",
                 .unit = "nodes",
                 .labels = of_node,
                 .help = "Members of its group that a node sees, itself included.",
                 .absent = no_group,
                 .sample = of_group([](const cluster::Group& group) { return group.size; })},
                {.name = "druid_ha_metadata_group_reachable",
                 .unit = "nodes",
                 .labels = of_node,
                 .help = "Members of its group that a node reaches, itself included.",
                 .absent = no_group,
                 .sample = of_group([](const cluster::Group& group) { return group.reachable; })},
                {.name = "druid_ha_metadata_version_info",
                 .unit = "1",
                 .labels = {"druid_cluster", "node", "product", "version"},
                 .help = "What a database node says it is (postgresql, mysql, mariadb).",
                 .absent = "while it does not answer",
                 .sample = each_database(versions)},
            },
        .introduction =
            "Whether a database node is writable is `druid_ha_leader{tier=\"metadata\"}`, "
            "how many are `druid_ha_leaders{tier=\"metadata\"}`.",
    };
}

}  // namespace druidwatch::exporters

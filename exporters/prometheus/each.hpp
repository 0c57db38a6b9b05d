#pragma once

#include <string>

#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/scrape.hpp"

/// What a family's samples are of. Each function takes a rule that tells a value, or nothing.
namespace druidwatch::exporters {

inline const LabelNames of_cluster{"druid_cluster"};
inline const LabelNames of_tier{"druid_cluster", "tier"};
inline const LabelNames of_node{"druid_cluster", "node"};
inline const LabelNames of_node_in_tier{"druid_cluster", "node", "tier"};

/// `rule(cluster, samples)` adds what there is to say.
template <class Rule>
auto each_cluster(Rule rule) {
    return [rule](const Scrape& scrape, Samples& samples) {
        for (const auto& cluster : scrape.clusters) rule(cluster, samples);
    };
}

/// Of `of_cluster`.
template <class Rule>
auto per_cluster(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        samples.add({cluster.name()}, rule(cluster));
    });
}

/// `rule(cluster, tier, row, samples)` of every row of every tier.
template <class Rule>
auto each_row(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        for (const auto& [tier, rows] : cluster.tiers) {
            for (const auto& row : rows) rule(cluster, tier, row, samples);
        }
    });
}

/// Of `of_node_in_tier`; only what is of the tier.
template <class Rule>
auto per_node(Rule rule) {
    return each_row([rule](const ClusterScrape& cluster, std::string_view tier, const NodeRow& row,
                           Samples& samples) {
        if (row.of_tier) samples.add({cluster.name(), row.node, tier}, rule(tier, row));
    });
}

/// `rule(cluster, role, master, word, samples)` of every role of every master.
template <class Rule>
auto each_master(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        if (!cluster.view().druid) return;
        for (const auto& master : cluster.view().druid->masters) {
            for (const auto role : cluster::both_roles) {
                if (const auto* word = master.role(role)) {
                    rule(cluster, role, master, *word, samples);
                }
            }
        }
    });
}

/// Of `of_tier`, for the roles that the cluster has.
template <class Rule>
auto per_role(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        for (const auto role : cluster::both_roles) {
            if (!cluster.view().druid || !cluster.view().druid->has(role)) continue;
            samples.add({cluster.name(), cluster::name_of(role)}, rule(cluster, role));
        }
    });
}

/// Of `of_node`, ZooKeeper's members.
template <class Rule>
auto per_member(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        if (!cluster.view().zookeeper) return;
        for (const auto& member : cluster.view().zookeeper->members) {
            samples.add({cluster.name(), member.node}, rule(member, cluster.now));
        }
    });
}

/// `rule(cluster, node, state, samples)` of every database node that answers.
template <class Rule>
auto each_database(Rule rule) {
    return each_cluster([rule](const ClusterScrape& cluster, Samples& samples) {
        if (!cluster.view().metadata) return;
        for (const auto& node : cluster.view().metadata->nodes) {
            const auto* state = node.state.current(cluster.now);
            if (state) rule(cluster, node, *state, samples);
        }
    });
}

/// Of `of_node`.
template <class Rule>
auto per_database(Rule rule) {
    return each_database([rule](const ClusterScrape& cluster, const cluster::DatabaseNode& node,
                                const cluster::DatabaseState& state, Samples& samples) {
        samples.add({cluster.name(), node.node}, rule(node, state));
    });
}

/// `rule(cluster, process, samples)` of every process of one kind: `&DruidView::brokers`.
template <class Processes, class Rule>
auto each_process(Processes cluster::DruidView::* processes, Rule rule) {
    return each_cluster([processes, rule](const ClusterScrape& cluster, Samples& samples) {
        if (!cluster.view().druid) return;
        for (const auto& process : (*cluster.view().druid).*processes) {
            rule(cluster, process, samples);
        }
    });
}

/// Of `of_node`.
template <class Processes, class Rule>
auto per_process(Processes cluster::DruidView::* processes, Rule rule) {
    return each_process(
        processes, [rule](const ClusterScrape& cluster, const auto& process, Samples& samples) {
            samples.add({cluster.name(), process.node}, rule(process, cluster.now));
        });
}

/// The answer to a yes-or-no question, while it is evidence.
inline std::optional<bool> said(const cluster::Track<bool>& track, Monotonic now) {
    const auto* answer = track.current(now);
    return answer ? std::optional(*answer) : std::nullopt;
}

}  // namespace druidwatch::exporters

#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "invariants/database_nodes.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::cli::auditing {
namespace {

using invariants::statements_of_all;

/// What the masters say where no store is watched. Derby runs inside of one Coordinator.
Outcome without_nodes(const Material& material) {
    cluster::EvidenceList derby;
    for (const auto& [process, version, properties] : material.words.processes) {
        if (!process.is_master() || !properties.answer) continue;
        if (properties.answer->storage_type != "derby") continue;
        derby.push_back(
            invariants::said(process.node, properties, "druid.metadata.storage.type=derby"));
    }
    if (derby.empty()) return unknown("No metadata store is configured: there is nobody to ask.");
    return broken("The metadata store is Derby, which runs in one Coordinator and ends with it.",
                  std::move(derby));
}

}  // namespace

Outcome store_is_replicated(const Material& material) {
    const auto& view = material.view().metadata;
    if (!view) return without_nodes(material);
    auto evidence = statements_of_all(*view);
    std::vector<std::string> standbys;
    bool all_tell = true;
    for (const auto& node : view->nodes) {
        const auto* state = node.state.current(material.now);
        all_tell = all_tell && state;
        if (!state || &node == view->primary(material.now)) continue;
        if (invariants::receives(*state) || state->group) standbys.push_back(node.node);
    }
    auto outcome = !standbys.empty()
                       ? kept(fmt::format("{} replicates.", invariants::enumerate(standbys)),
                              std::move(evidence))
                   : all_tell ? broken("No node is a standby that replicates.", std::move(evidence))
                              : unknown("Not every node tells what it is.", std::move(evidence));
    return by_catalog(
        material,
        {{"metadata", "NoPrimary"}, {"metadata", "ReplicationBroken"}, {"metadata", "ForeignNode"}},
        std::move(outcome));
}

Outcome store_can_fail_over(const Material& material) {
    const auto& view = material.view().metadata;
    if (!view) return without_nodes(material);
    return by_catalog(
        material,
        {{"metadata", "NoPrimary"},
         {"metadata", "SplitBrain"},
         {"metadata", "NoFailoverCandidate"}},
        kept("A standby has all that the primary wrote, or nearly all.", statements_of_all(*view)));
}

Outcome address_leads_to_primary(const Material& material) {
    const auto& view = material.view().metadata;
    if (!view) return without_nodes(material);
    if (!view->endpoint) {
        return unknown("What Druid connects to is not configured, nor do the masters tell it.");
    }
    cluster::EvidenceList evidence;
    for (const auto& host : view->endpoint->hosts) {
        for (auto& line : invariants::statement_of(host)) evidence.push_back(std::move(line));
    }
    return by_catalog(material,
                      {{"metadata", "EndpointNotPrimary"}, {"metadata", "DruidOnStandby"}},
                      kept("The address leads to the primary.", std::move(evidence)));
}

}  // namespace druidwatch::cli::auditing

#pragma once

#include <initializer_list>

#include "cli/audit/finding.hpp"
#include "cli/audit/words.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::cli::auditing {

/// All that is known of one cluster when it is judged.
struct Material {
    const watch::ClusterSnapshot& cluster;
    const Words& words;
    Monotonic now;

    const cluster::ClusterView& view() const { return cluster.view; }
    const cluster::DruidView* druid() const {
        return cluster.view.druid ? &*cluster.view.druid : nullptr;
    }
};

Outcome kept(std::string text, cluster::EvidenceList evidence);
Outcome broken(std::string text, cluster::EvidenceList evidence);
Outcome unknown(std::string text, cluster::EvidenceList evidence = {});

/// By rows of the catalog: broken where one is violated, unknown where one is, else `otherwise`.
/// What a row says of a node or a tier is the text; its evidence goes along.
Outcome by_catalog(const Material& material, std::initializer_list<invariants::InvariantId> ids,
                   Outcome otherwise);

}  // namespace druidwatch::cli::auditing

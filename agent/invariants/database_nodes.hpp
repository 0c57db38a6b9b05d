#pragma once

#include <string>
#include <vector>

#include "cluster/evidence.hpp"
#include "cluster/metadata_view.hpp"
#include "invariants/life.hpp"

namespace druidwatch::invariants {

/// Refused; or silent while the nodes it streamed with have lost it, too.
Life life_of(const cluster::MetadataView& view, const cluster::DatabaseNode& node, Monotonic now);

/// "writable primary, timeline 1", "standby, streaming, replayed to 0/3000148".
std::string words(const cluster::DatabaseState& state);

cluster::EvidenceList statements_of_all(const cluster::MetadataView& view);

/// Why `node` could not be promoted now without loss; empty when it could. Nothing where that
/// can't be told.
std::optional<std::vector<std::string>> obstacles_to_promotion(const cluster::MetadataView& view,
                                                               const cluster::DatabaseNode& node,
                                                               Monotonic now);

}  // namespace druidwatch::invariants

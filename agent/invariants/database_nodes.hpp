#pragma once

#include <string>
#include <vector>

#include "cluster/evidence.hpp"
#include "cluster/metadata_view.hpp"
#include "invariants/life.hpp"

namespace druidwatch::invariants {

/// Refused; or silent while the nodes it streamed with have lost it, too.
Life life_of(const cluster::MetadataView& view, const cluster::DatabaseNode& node, Monotonic now);

/// A standby all of whose channels receive.
bool receives(const cluster::DatabaseState& state);

/// "writable primary, timeline 1", "standby, streaming, timeline 1, replayed to 0/3000148".
std::string words(const cluster::DatabaseState& state);

cluster::EvidenceList statement_of(const cluster::DatabaseNode& node);
cluster::EvidenceList statements_of_all(const cluster::MetadataView& view);

/// Transactions that `node` has executed and no source of its has, in words; empty: none. Nothing
/// where that can't be told.
std::optional<std::string> errant_transactions(const cluster::MetadataView& view,
                                               const cluster::DatabaseNode& node, Monotonic now);

/// The lineage that a node should be of: the primary's, else what most of the others tell.
std::string expected_lineage(const cluster::MetadataView& view, Monotonic now);

/// Why `node` could not be promoted now without loss; empty when it could. Nothing where that
/// can't be told.
std::optional<std::vector<std::string>> obstacles_to_promotion(const cluster::MetadataView& view,
                                                               const cluster::DatabaseNode& node,
                                                               Monotonic now);

}  // namespace druidwatch::invariants

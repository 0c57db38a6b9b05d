#pragma once

#include "invariants/catalog.hpp"

namespace druidwatch::invariants {

/// Whether `cause` explains `row` on its own node only: a standby that does not replicate is why
/// that one lags, and not why another does.
bool on_the_same_node(const Invariant& row, const Invariant& cause);

}  // namespace druidwatch::invariants

#include "invariants/same_node.hpp"

namespace druidwatch::invariants {

bool on_the_same_node(const Invariant& row, const Invariant& cause) {
    // A slot is on the primary, and who does not read from it is a standby.
    const bool is_a_slot = row.id == InvariantId{"metadata", "RetainedWalGrowing"};
    return row.of_a_node && cause.of_a_node && row.id.tier == cause.id.tier && !is_a_slot;
}

}  // namespace druidwatch::invariants

#pragma once

#include "cluster/zookeeper_view.hpp"

namespace druidwatch::invariants {

/// What a member's answers to new-session handshakes say about the ensemble's quorum.
enum class Testimony {
    proves_quorum,  ///< granted: a write that a quorum committed
    denies_quorum,  ///< twice silent or closed by a member that does not serve; or read-only
    absent,         ///< it is down: its host refuses
    undecided,      ///< once only, or for a reason of its own: connections exhausted, TLS
    none,           ///< not asked lately
};

Testimony testimony(const cluster::ZooKeeperMember& member, Monotonic now);

/// It says that it does not serve, or reads only: it knows of no quorum. A read-only member closes
/// on every client that does not ask to read only, so its sessions look just as rejected.
bool knows_no_quorum(const cluster::ServerState& state);

/// Without a session twice in a row, or once for longer than an election takes.
bool failed_for_two_rounds(const cluster::ZooKeeperMember& member, Monotonic now);

/// When the first of the handshakes was sent that brought no writable session since; nothing while
/// the newest did.
std::optional<Instant> fails_since(const cluster::ZooKeeperMember& member);

}  // namespace druidwatch::invariants

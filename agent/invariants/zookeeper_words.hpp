#pragma once

#include <fmt/format.h>

#include "cluster/zookeeper_view.hpp"
#include "invariants/witness.hpp"

// How the answers of ZooKeeper's members read as evidence.

namespace druidwatch::invariants::zookeeper {

inline std::string words(const cluster::NewSession& session) {
    return session.read_only ? "new session: granted, read-only" : "new session: granted";
}

inline std::string words(const cluster::ServerState& state) {
    const auto mode = fmt::format("{}: {}", state.told_by, name_of(state.mode));
    return state.synced_followers
               ? fmt::format("{}, {} synced followers", mode, *state.synced_followers)
               : mode;
}

/// "conf: server 1 of 1, 2 and 3".
inline std::string words(const cluster::Membership& membership) {
    std::vector<std::string> ids;
    for (const auto& server : membership.servers) {
        ids.push_back(fmt::format("{}{}", server.id, server.participant ? "" : " (observer)"));
    }
    if (ids.empty()) return fmt::format("conf: server {}, alone", membership.server_id);
    return fmt::format("conf: server {} of {}", membership.server_id, enumerate(ids));
}

inline void add_session(cluster::EvidenceList& list, const cluster::ZooKeeperMember& member) {
    add_witness(list, member.node, member.new_session, [](const auto& s) { return words(s); });
}

inline void add_state(cluster::EvidenceList& list, const cluster::ZooKeeperMember& member) {
    add_witness(list, member.node, member.state, [](const auto& s) { return words(s); });
}

inline void add_membership(cluster::EvidenceList& list, const cluster::ZooKeeperMember& member) {
    add_witness(list, member.node, member.membership, [](const auto& m) { return words(m); });
}

inline void add_member(cluster::EvidenceList& list, const cluster::ZooKeeperMember& member) {
    add_session(list, member);
    add_witness(list, member.node, member.ruok, [](bool) { return "ruok: imok"; });
    add_state(list, member);
}

}  // namespace druidwatch::invariants::zookeeper

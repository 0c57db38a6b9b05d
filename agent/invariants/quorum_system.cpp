#include "invariants/quorum_system.hpp"

#include <algorithm>

namespace druidwatch::invariants {

QuorumSystem QuorumSystem::majority_of(const ServerIds& voters) {
    QuorumSystem system;
    system.voters_ = voters;
    for (const auto id : voters) system.weight_[id] = 1;
    return system;
}

QuorumSystem::QuorumSystem(const cluster::Membership& membership) {
    for (const auto& server : membership.servers) {
        if (!server.participant) continue;
        voters_.insert(server.id);
        weight_[server.id] = server.weight.value_or(1);
        if (server.group) group_[server.id] = *server.group;
    }
}

ServerIds QuorumSystem::weighty_voters() const {
    ServerIds ids;
    for (const auto& [id, weight] : weight_) {
        if (weight > 0) ids.insert(id);
    }
    return ids;
}

bool QuorumSystem::weighted() const {
    return !group_.empty() ||
           std::ranges::any_of(weight_, [](const auto& entry) { return entry.second != 1; });
}

bool QuorumSystem::has_quorum(const ServerIds& alive) const {
    struct Group {
        int weight = 0;
        int alive = 0;
    };
    std::map<int, Group> groups;
    for (const auto id : voters_) {
        const auto named = group_.find(id);
        auto& group = groups[named == group_.end() ? 0 : named->second];
        group.weight += weight_.at(id);
        if (alive.contains(id)) group.alive += weight_.at(id);
    }
    int counted = 0;
    int won = 0;
    for (const auto& [name, group] : groups) {
        if (group.weight == 0) continue;
        ++counted;
        if (2 * group.alive > group.weight) ++won;
    }
    return counted > 0 && 2 * won > counted;
}

int QuorumSystem::headroom(const ServerIds& alive) const {
    if (!has_quorum(alive)) {
        ServerIds returned = alive;
        int needed = 0;
        for (const auto id : voters_) {
            if (has_quorum(returned)) break;
            if (returned.insert(id).second) ++needed;
        }
        return -needed;
    }
    int failures = 1;
    while (failures <= static_cast<int>(alive.size()) && !lost_after(alive, failures)) ++failures;
    return failures - 1;
}

// An ensemble has a handful of voters: trying every combination is right for all weights.
bool QuorumSystem::lost_after(ServerIds alive, int failures) const {
    if (!has_quorum(alive)) return true;
    if (failures == 0) return false;
    for (const auto id : ServerIds(alive)) {
        alive.erase(id);
        if (lost_after(alive, failures - 1)) return true;
        alive.insert(id);
    }
    return false;
}

}  // namespace druidwatch::invariants

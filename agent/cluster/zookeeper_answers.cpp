#include "cluster/zookeeper_answers.hpp"

#include <tuple>
#include <utility>

namespace druidwatch::cluster {

std::string_view name_of(ServerMode mode) {
    switch (mode) {
        case ServerMode::leader:
            return "leader";
        case ServerMode::follower:
            return "follower";
        case ServerMode::observer:
            return "observer";
        case ServerMode::standalone:
            return "standalone";
        case ServerMode::read_only:
            return "read-only";
        case ServerMode::not_serving:
            return "not serving";
    }
    std::unreachable();
}

bool same_meaning(const ServerState& a, const ServerState& b) {
    const auto decisive = [](const ServerState& s) {
        return std::tie(s.mode, s.version, s.quorum_size, s.synced_followers,
                        s.synced_non_voting_followers, s.pending_syncs);
    };
    return decisive(a) == decisive(b);
}

bool same_meaning(const Latch& a, const Latch& b) { return a.contenders == b.contenders; }

bool same_meaning(const Announcements& a, const Announcements& b) {
    return a.processes == b.processes;
}

}  // namespace druidwatch::cluster

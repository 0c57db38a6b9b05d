#include "invariants/ensemble.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::Membership;
using cluster::Reach;
using cluster::ServerMode;
using cluster::ServerState;
using cluster::ZooKeeperMember;
using cluster::ZooKeeperView;

bool takes_part(const ServerState& state) {
    return state.mode == ServerMode::leader || state.mode == ServerMode::follower ||
           state.mode == ServerMode::observer;
}

/// Membership changes only by reconfiguration, so an old answer still counts; the highest version
/// wins.
const Membership* newest_membership(const ZooKeeperView& view) {
    const Membership* newest = nullptr;
    for (const auto& member : view.members) {
        const auto* told = member.membership.last_answer();
        if (!told || told->answer->servers.empty()) continue;
        if (!newest || told->answer->version.value_or(0) > newest->version.value_or(0)) {
            newest = &*told->answer;
        }
    }
    return newest;
}

/// The ids that the members told, and for those that did not, what is left.
std::vector<ServerId> ids_of(const ZooKeeperView& view, const Membership* membership) {
    std::vector<ServerId> ids(view.members.size(), -1);
    ServerIds left;
    if (membership) {
        for (const auto& server : membership->servers) left.insert(server.id);
    } else {
        for (std::size_t i = 0; i < ids.size(); ++i) left.insert(static_cast<ServerId>(i + 1));
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto* told = view.members[i].membership.last_answer();
        if (membership && told && left.erase(told->answer->server_id)) {
            ids[i] = told->answer->server_id;
        }
    }
    for (auto& id : ids) {
        if (id >= 0 || left.empty()) continue;
        id = *left.begin();
        left.erase(left.begin());
    }
    return ids;
}

Life life_of(const ZooKeeperMember& member, bool serves, Monotonic now) {
    const auto session = reach(member.new_session, now);
    const auto word = reach(member.ruok, now);
    const auto* newest_word = member.ruok.newest();
    const auto* newest_session = member.new_session.newest();
    // Of the two questions, the one asked later knows more.
    const bool word_is_newer =
        newest_word &&
        (!newest_session || newest_word->answered.mono > newest_session->answered.mono);
    if ((word_is_newer ? word : session) == Reach::down) return Life::down;
    if (serves || word == Reach::answers) return Life::up;
    return Life::unclear;
}

Ensemble::Member judge(const ZooKeeperMember& member, ServerId id, bool voter, Monotonic now) {
    const auto* state = member.state.current(now);
    const bool granted = member.new_session.current(now) != nullptr;
    const auto session = reach(member.new_session, now);
    const bool says_so = state && takes_part(*state);
    const bool serves = granted || (says_so && session != Reach::down && session != Reach::silent);
    const bool answers = granted || reach(member.ruok, now) == Reach::answers ||
                         reach(member.ruok, now) == Reach::rejected || session == Reach::rejected;
    return {&member, id, voter, life_of(member, serves, now), serves, answers};
}

int synced_by_the_leaders_word(const ZooKeeperView& view, Monotonic now) {
    for (const auto& member : view.members) {
        const auto* state = member.state.current(now);
        if (state && state->mode == ServerMode::leader && state->synced_followers) {
            return 1 + *state->synced_followers - state->synced_non_voting_followers.value_or(0);
        }
    }
    return 0;
}

}  // namespace

ServerIds Ensemble::alive() const {
    ServerIds ids;
    for (const auto& member : members) {
        if (member.voter && member.serves) ids.insert(member.id);
    }
    return ids;
}

Ensemble assess(const ZooKeeperView& view, Monotonic now) {
    const auto* membership = newest_membership(view);
    const auto ids = ids_of(view, membership);
    Ensemble ensemble{.quorum = membership
                                    ? QuorumSystem(*membership)
                                    : QuorumSystem::majority_of(ServerIds(ids.begin(), ids.end()))};
    for (std::size_t i = 0; i < view.members.size(); ++i) {
        const bool voter = ensemble.quorum.voters().contains(ids[i]);
        ensemble.members.push_back(judge(view.members[i], ids[i], voter, now));
        const auto* session = view.members[i].new_session.current(now);
        if (session && !session->read_only) ensemble.proven = true;
    }
    ensemble.synced_voters = synced_by_the_leaders_word(view, now);
    // Its leader has lost a member that is silent to us, too: two witnesses, so it is down.
    if (ensemble.proven && ensemble.synced_voters > 0 &&
        ensemble.synced_voters <= static_cast<int>(ensemble.alive().size())) {
        for (auto& member : ensemble.members) {
            if (member.voter && member.life == Life::unclear &&
                reach(member.asked->new_session, now) == Reach::silent) {
                member.life = Life::down;
            }
        }
    }
    return ensemble;
}

}  // namespace druidwatch::invariants

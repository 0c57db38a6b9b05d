#include "invariants/ensemble.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::Belonging;
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

const cluster::Voter* by_client_address(const Membership& membership, const std::string& node) {
    const auto named = std::ranges::find(membership.servers, node, &cluster::Voter::client);
    return named == membership.servers.end() ? nullptr : &*named;
}

/// The ids that the members told or their ensemble lists by their client address; for the others,
/// what is left.
std::vector<ServerId> ids_of(const ZooKeeperView& view, const Membership* membership,
                             const ServerIds& voters) {
    std::vector<ServerId> ids(view.members.size(), Membership::nobody);
    ServerIds left = voters;
    for (std::size_t i = 0; i < ids.size() && membership; ++i) {
        const auto& member = view.members[i];
        const auto* told = member.membership.last_answer();
        const auto* named = by_client_address(*membership, member.node);
        if (told && told->answer->server_id != Membership::nobody) {
            ids[i] = told->answer->server_id;
        } else if (named) {
            ids[i] = named->id;
        }
        left.erase(ids[i]);
    }
    for (auto& id : ids) {
        if (id != Membership::nobody || left.empty()) continue;
        id = *left.begin();
        left.erase(left.begin());
    }
    return ids;
}

/// As its members' configuration says; else as many voters as they count, or as are watched.
QuorumSystem quorum_of(const ZooKeeperView& view, const Membership* membership, Monotonic now) {
    if (membership) return QuorumSystem(*membership);
    auto voters = static_cast<int>(view.members.size());
    for (const auto& member : view.members) {
        const auto* state = member.state.current(now);
        if (state && state->quorum_size) voters = *state->quorum_size;
    }
    ServerIds ids;
    for (ServerId id = 1; id <= voters; ++id) ids.insert(id);
    return QuorumSystem::majority_of(ids);
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
    if ((word_is_newer ? word : session) == Reach::down) {
        return unless_reached(Life::down, member.reached_by(now));
    }
    if (serves || word == Reach::answers) return Life::up;
    return Life::unclear;
}

/// `ours`: what it does is done for the ensemble.
Ensemble::Member judge(const ZooKeeperMember& member, ServerId id, Belonging belonging, bool ours,
                       Monotonic now) {
    const auto* state = member.state.current(now);
    const auto* granted = member.new_session.current(now);
    const auto session = reach(member.new_session, now);
    const bool says_so = state && takes_part(*state);
    const bool writes = granted && !granted->read_only;
    const bool serves =
        ours && (writes || (says_so && session != Reach::down && session != Reach::silent));
    const bool answers = granted || reach(member.ruok, now) == Reach::answers ||
                         reach(member.ruok, now) == Reach::rejected || session == Reach::rejected;
    return {.asked = &member,
            .id = id,
            .belonging = belonging,
            .ours = ours,
            .voter = false,
            .life = life_of(member, serves, now),
            .serves = serves,
            .answers_at_all = answers};
}

/// Two may say that they lead for a moment; the one that more follow is credible.
int synced_by_the_leaders_word(const ZooKeeperView& view, Monotonic now) {
    int most = 0;
    for (const auto& member : view.members) {
        most = std::max(most, synced_voters(member, now).value_or(0));
    }
    return most;
}

/// Its leader has lost a member that is silent to us, too: two witnesses, so it is down.
void bury_what_the_leader_lost(Ensemble& ensemble, Monotonic now) {
    // With voters that are not watched, the leader's count says nothing about those that are.
    if (!ensemble.proven || ensemble.synced_voters == 0 || !ensemble.not_configured.empty()) return;
    if (ensemble.synced_voters > ensemble.seen_alive()) return;
    for (auto& member : ensemble.members) {
        if (member.voter && member.life == Life::unclear && !member.asked->reached_by(now) &&
            reach(member.asked->new_session, now) == Reach::silent) {
            member.life = Life::down;
        }
    }
}

}  // namespace

std::optional<int> synced_voters(const ZooKeeperMember& member, Monotonic now) {
    const auto* state = member.state.current(now);
    if (!state || state->mode != ServerMode::leader || !state->synced_followers) return {};
    return 1 + *state->synced_followers - state->synced_non_voting_followers.value_or(0);
}

int Ensemble::seen_alive() const {
    return static_cast<int>(
        std::ranges::count_if(members, [](const auto& m) { return m.voter && m.serves; }));
}

ServerIds Ensemble::alive() const {
    ServerIds ids;
    for (const auto& member : members) {
        if (member.voter && member.serves) ids.insert(member.id);
    }
    auto beyond = synced_voters - static_cast<int>(ids.size());
    for (const auto id : not_configured) {
        if (beyond-- > 0) ids.insert(id);
    }
    return ids;
}

Ensemble assess(const ZooKeeperView& view, Monotonic now) {
    const auto memberships = compare_memberships(view, now);
    Ensemble ensemble{.quorum = quorum_of(view, memberships.of_the_ensemble, now)};
    const auto& voters = ensemble.quorum.voters();
    const auto ids = ids_of(view, memberships.of_the_ensemble, voters);
    for (std::size_t i = 0; i < view.members.size(); ++i) {
        const auto belonging = memberships.of[i];
        // Where two ensembles share the members evenly, neither is the one that is meant.
        const bool ours = belonging == Belonging::member || belonging == Belonging::untold ||
                          (belonging == Belonging::elsewhere && !memberships.of_the_ensemble);
        auto member = judge(view.members[i], ids[i], belonging, ours, now);
        member.voter = ours && voters.contains(ids[i]);
        const auto* session = member.asked->new_session.current(now);
        if (session && !session->read_only && ours) ensemble.proven = true;
        ensemble.members.push_back(member);
    }
    for (const auto id : voters) {
        if (std::ranges::find(ids, id) == ids.end()) ensemble.not_configured.push_back(id);
    }
    ensemble.synced_voters = synced_by_the_leaders_word(view, now);
    bury_what_the_leader_lost(ensemble, now);
    return ensemble;
}

}  // namespace druidwatch::invariants

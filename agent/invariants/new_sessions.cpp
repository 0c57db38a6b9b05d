#include "invariants/new_sessions.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::NewSession;
using cluster::Observation;
using cluster::Reach;
using cluster::ServerMode;
using cluster::ZooKeeperMember;

/// An election takes 0.35 to 0.6 s and closes what is open (facts: zookeeper.md §3, traps); silence
/// that lasts longer than that is as good as a second round.
constexpr milliseconds longer_than_an_election{1s};

bool writable(const Observation<NewSession>& observation) {
    return observation.answer && !observation.answer->read_only;
}

bool silent_for_long(const Observation<NewSession>& observation) {
    return !observation.answer && observation.answer.error().reason == Reason::timed_out &&
           observation.answered.mono - observation.asked.mono >= longer_than_an_election;
}

}  // namespace

bool failed_for_two_rounds(const ZooKeeperMember& member, Monotonic now) {
    const auto* newest = member.new_session.evidence(now);
    if (!newest || writable(*newest)) return false;
    const auto rounds = member.new_session.observations();
    return silent_for_long(*newest) || (rounds.size() >= 2 && !writable(rounds[1]));
}

bool knows_no_quorum(const cluster::ServerState& state) {
    return state.mode == ServerMode::not_serving || state.mode == ServerMode::read_only;
}

Testimony testimony(const ZooKeeperMember& member, Monotonic now) {
    const auto* newest = member.new_session.evidence(now);
    if (!newest) return Testimony::none;
    if (writable(*newest)) return Testimony::proves_quorum;
    if (!failed_for_two_rounds(member, now)) return Testimony::undecided;
    if (newest->answer) return Testimony::denies_quorum;  // a read-only member has lost its quorum
    const auto* state = member.state.current(now);
    switch (cluster::reach(member.new_session, now)) {
        case Reach::down:
            return Testimony::absent;
        case Reach::silent:
            return Testimony::denies_quorum;
        case Reach::rejected:
            return state && knows_no_quorum(*state) ? Testimony::denies_quorum
                                                    : Testimony::undecided;
        default:
            return Testimony::undecided;
    }
}

std::optional<Instant> fails_since(const ZooKeeperMember& member) {
    std::optional<Instant> since;
    for (const auto& observation : member.new_session.observations()) {
        if (writable(observation)) break;
        since = observation.asked;
    }
    return since;
}

}  // namespace druidwatch::invariants

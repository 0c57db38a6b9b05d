#include "invariants/ensemble.hpp"
#include "invariants/new_sessions.hpp"
#include "invariants/zookeeper.hpp"
#include "invariants/zookeeper_words.hpp"

// The rows about one member; those about the ensemble as a whole are in zookeeper.cpp.

namespace druidwatch::invariants::zookeeper {
namespace {

using cluster::Belonging;
using cluster::EvidenceList;
using cluster::Reach;
using cluster::ServerMode;
using cluster::ZooKeeperMember;
using cluster::ZooKeeperView;
using Member = Ensemble::Member;

constexpr std::string_view quorum_unproved = "ZooKeeper has not proved its quorum.";

EvidenceList evidence_of(const Member& member) {
    EvidenceList list;
    add_member(list, *member.asked);
    return list;
}

/// The rule, asked of every member.
template <class Rule>
Verdicts each(const Ensemble& ensemble, Rule rule) {
    Verdicts verdicts;
    for (const auto& member : ensemble.members) {
        verdicts.push_back(Verdict(rule(member)).of(member.asked->node));
    }
    return verdicts;
}

std::vector<std::string> others_with_its_id(const Ensemble& ensemble, const Member& member) {
    std::vector<std::string> names;
    for (const auto& other : ensemble.members) {
        if (&other != &member && other.id == member.id) names.push_back(other.asked->node);
    }
    return names;
}

const Member* the_leader(const Ensemble& ensemble, Monotonic now) {
    const auto leads = [now](const Member& member) {
        const auto* state = member.asked->state.current(now);
        return member.ours && state && state->mode == ServerMode::leader;
    };
    const auto found = std::ranges::find_if(ensemble.members, leads);
    return found == ensemble.members.end() ? nullptr : &*found;
}

Verdict leader_syncs(const Member& leader, milliseconds hold, Monotonic now) {
    const auto* state = leader.asked->state.current(now);
    if (state->pending_syncs.value_or(0) == 0) return holds();
    return violated(fmt::format("{} syncs are pending at the leader, {}.", *state->pending_syncs,
                                leader.asked->node),
                    evidence_of(leader))
        .after(hold);
}

/// A leader with leaderServes=no: its AdminServer says that it leads, and words pass as they would
/// not if connections were exhausted, but every session is turned away.
bool serves_nobody_by_its_setting(const ZooKeeperMember& member, Monotonic now) {
    const auto* state = member.state.current(now);
    return state && state->told_by == "AdminServer" && state->mode == ServerMode::leader &&
           reach(member.ruok, now) == Reach::answers &&
           reach(member.new_session, now) == Reach::rejected;
}

}  // namespace

Verdicts member_down(const ZooKeeperView& view, Monotonic now) {
    return each(assess(view, now), [now](const Member& member) {
        const auto& node = member.asked->node;
        switch (member.life) {
            case Life::up:
                return holds();
            case Life::down:
                return violated(fmt::format("ZooKeeper member {} is down.", node),
                                evidence_of(member));
            case Life::unclear:
                break;
        }
        if (const auto* by_peer = member.asked->reached_by(now)) {
            return reached_by_peer(node, *by_peer, evidence_of(member));
        }
        return unknown(
            fmt::format("{} does not answer, and nobody else says that it is down.", node),
            evidence_of(member));
    });
}

Verdicts member_not_serving(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    const auto hold = std::max(member_not_serving_hold, view.sync_time() + 2 * view.tick_time());
    return each(ensemble, [&](const Member& member) {
        const auto& node = member.asked->node;
        const auto* state = member.asked->state.current(now);
        if (!ensemble.proven) return unknown(std::string(quorum_unproved));
        if (member.asked->new_session.current(now) || member.life == Life::down) return holds();
        if (!state || reach(member.asked->ruok, now) != Reach::answers) {
            return unknown(fmt::format("{} does not say whether it serves.", node),
                           evidence_of(member));
        }
        if (!knows_no_quorum(*state)) return holds();
        if (ensemble.synced_voters == 0) {
            // A leader with leaderServes=no answers just so, forever, and is in good health.
            return unknown(
                fmt::format("{} does not serve; it may be the leader, with leaderServes=no, which "
                            "its AdminServer would tell (`admin` in the configuration).",
                            node),
                evidence_of(member));
        }
        return violated(
                   fmt::format("ZooKeeper member {} runs but does not serve, while the ensemble "
                               "does.",
                               node),
                   evidence_of(member))
            .after(hold);
    });
}

Verdicts member_foreign(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    return each(ensemble, [&](const Member& member) {
        const auto& node = member.asked->node;
        EvidenceList evidence;
        add_state(evidence, *member.asked);
        for (const auto& other : ensemble.members) add_membership(evidence, *other.asked);
        switch (member.belonging) {
            case Belonging::member:
                return holds();
            case Belonging::untold:
                return unknown(fmt::format("{} does not tell its ensemble.", node), evidence);
            case Belonging::removed:
                return violated(fmt::format("{} was removed from the ensemble and still runs: "
                                            "what it is told does not count.",
                                            node),
                                evidence);
            case Belonging::standalone:
                return violated(fmt::format("{} serves alone, a tree of its own: its myid or its "
                                            "server list is lost.",
                                            node),
                                evidence);
            case Belonging::duplicate:
                return violated(
                    fmt::format("{} has the same id as {}: {}.", node,
                                enumerate(others_with_its_id(ensemble, member)), member.id),
                    evidence);
            case Belonging::elsewhere:
                break;
        }
        return violated(
            fmt::format("{} is of another ensemble than the others configured here.", node),
            evidence);
    });
}

Verdicts learners_out_of_sync(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    const auto* leader = the_leader(ensemble, now);
    const auto hold = std::max(learners_out_of_sync_hold, 3 * view.sync_time());
    return each(ensemble, [&](const Member& member) {
        const auto& node = member.asked->node;
        if (!ensemble.proven) return unknown(std::string(quorum_unproved));
        if (member.life == Life::down || !member.ours) return holds();
        if (&member == leader) return leader_syncs(member, hold, now);
        const auto* log = member.asked->current_log(now);
        if (!log || !leader || !leader->asked->current_log(now)) {
            return unknown(fmt::format("How far {} is, or its leader, is not known.", node),
                           evidence_of(member));
        }
        // Nothing was written since the leader is known: there is nothing to be behind.
        const auto behind = log->behind.value_or(0ms);
        if (behind <= view.behind_beyond()) return holds();
        auto evidence = evidence_of(member);
        evidence.push_back({node, fmt::format("ping: zxid {:#x}", log->zxid), log->told.wall});
        const auto& leaders_log = *leader->asked->current_log(now);
        evidence.push_back({leader->asked->node, fmt::format("ping: zxid {:#x}", leaders_log.zxid),
                            leaders_log.told.wall});
        return violated(fmt::format("{} is behind its leader's log: it has not seen what was "
                                    "written {} ago.",
                                    node, human(behind)),
                        evidence)
            .after(hold);
    });
}

Verdicts requests_backlogged(const ZooKeeperView& view, Monotonic now) {
    return each(assess(view, now), [&](const Member& member) {
        const auto& node = member.asked->node;
        const auto* state = member.asked->state.current(now);
        if (member.life == Life::down) return holds();
        if (!state || state->mode == ServerMode::not_serving || !state->outstanding_requests) {
            return unknown(fmt::format("{} does not tell how many requests wait.", node),
                           evidence_of(member));
        }
        if (!view.backlogged(*member.asked, now)) return holds();
        const auto latency = member.asked->mean_latency;
        auto said = fmt::format("{} requests wait in {}", *state->outstanding_requests, node);
        if (latency) said += fmt::format(", and took {:.0f} ms each of late", *latency);
        const auto at = member.asked->state.newest()->answered.wall;
        return violated(said + ".", {{node, fmt::format("{}: {}", state->told_by, said), at}});
    });
}

Verdicts session_unusable(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    return each(ensemble, [&](const Member& member) {
        const auto& node = member.asked->node;
        const auto reached = reach(member.asked->new_session, now);
        // Exhausted connections answer every question by EOF, so the last state still counts.
        const auto* last = member.asked->state.last_answer();
        if (!ensemble.proven) return unknown(std::string(quorum_unproved));
        if (reached == Reach::unknown) {
            return unknown(fmt::format("No new session was tried lately on {}.", node));
        }
        const bool rejects = failed_for_two_rounds(*member.asked, now) &&
                             (reached == Reach::rejected || reached == Reach::not_allowed);
        if (!rejects || serves_nobody_by_its_setting(*member.asked, now)) return holds();
        if (!last) {
            return unknown(
                fmt::format("{} rejects new sessions and does not say whether it serves.", node),
                evidence_of(member));
        }
        const auto* state = member.asked->state.current(now);
        if (knows_no_quorum(state ? *state : *last->answer)) return holds();
        return violated(
            fmt::format("ZooKeeper member {} serves but rejects new sessions: {}", node,
                        reached == Reach::not_allowed
                            ? member.asked->new_session.newest()->answer.error().answer + "."
                            : "its connections may be exhausted (maxClientCnxns)."),
            evidence_of(member));
    });
}

}  // namespace druidwatch::invariants::zookeeper

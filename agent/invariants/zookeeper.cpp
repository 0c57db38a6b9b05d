#include "invariants/zookeeper.hpp"

#include <fmt/format.h>

#include "invariants/ensemble.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::zookeeper {
namespace {

using cluster::EvidenceList;
using cluster::NewSession;
using cluster::Reach;
using cluster::ServerMode;
using cluster::ServerState;
using cluster::ZooKeeperMember;
using cluster::ZooKeeperView;

std::string words(const NewSession& session) {
    return session.read_only ? "new session: granted, read-only" : "new session: granted";
}

std::string words(const ServerState& state) {
    const auto mode = fmt::format("mntr: {}", name_of(state.mode));
    return state.synced_followers
               ? fmt::format("{}, {} synced followers", mode, *state.synced_followers)
               : mode;
}

void add_member(EvidenceList& list, const ZooKeeperMember& member) {
    add_witness(list, member.node, member.new_session, [](const auto& s) { return words(s); });
    add_witness(list, member.node, member.ruok, [](bool) { return "ruok: imok"; });
    add_witness(list, member.node, member.state, [](const auto& s) { return words(s); });
}

EvidenceList all_sessions(const ZooKeeperView& view) {
    EvidenceList list;
    for (const auto& member : view.members) {
        add_witness(list, member.node, member.new_session, [](const auto& s) { return words(s); });
    }
    return list;
}

/// Refused twice, or without an answer twice: one failure may be an election of half a second.
bool failed_in_two_rounds(const ZooKeeperMember& member, Monotonic now) {
    const auto& rounds = member.new_session.observations();
    return member.new_session.failure(now) && rounds.size() >= 2 && !rounds[1].answer;
}

bool rejected_in_two_rounds(const ZooKeeperMember& member, Monotonic now) {
    const auto reached = reach(member.new_session, now);
    return failed_in_two_rounds(member, now) &&
           (reached == Reach::rejected || reached == Reach::not_allowed);
}

std::vector<std::string> without_evidence(const ZooKeeperView& view, Monotonic now) {
    std::vector<std::string> names;
    for (const auto& member : view.members) {
        if (!member.new_session.evidence(now)) names.push_back(member.node);
    }
    return names;
}

}  // namespace

Verdict quorum_lost(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    if (ensemble.proven) return holds();
    if (const auto missing = without_evidence(view, now); !missing.empty()) {
        return unknown(fmt::format("No new session was tried lately on {}.", enumerate(missing)));
    }
    if (!std::ranges::all_of(view.members,
                             [&](const auto& m) { return failed_in_two_rounds(m, now); })) {
        return unknown("New sessions fail on every member, so far in one round only.",
                       all_sessions(view));
    }
    const auto answering = std::ranges::count_if(
        ensemble.members, [](const auto& m) { return m.voter && m.answers_at_all; });
    if (answering > 0) {
        return violated(
            "No member grants a new session: ZooKeeper has no quorum, whatever its members say.",
            all_sessions(view));
    }
    return violated(
               fmt::format("No member grants a new session and none answers, of {} voters: seen "
                           "from here, ZooKeeper has no quorum.",
                           ensemble.quorum.voters().size()),
               all_sessions(view))
        .after(15s);
}

Verdict quorum_at_risk(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    if (!ensemble.proven) return unknown("ZooKeeper has not proved its quorum.");
    const auto alive = ensemble.alive();
    if (ensemble.quorum.headroom(alive) > 0) return holds();
    EvidenceList evidence;
    std::vector<std::string> missing;
    std::vector<std::string> unclear;
    for (const auto& member : ensemble.members) {
        if (!member.voter || member.serves) continue;
        add_member(evidence, *member.asked);
        missing.push_back(member.asked->node);
        if (member.life == Life::unclear) unclear.push_back(member.asked->node);
    }
    const bool leader_counts_more = ensemble.synced_voters > static_cast<int>(alive.size());
    if (!unclear.empty() && (leader_counts_more || ensemble.synced_voters == 0)) {
        return unknown(fmt::format("It is not clear whether {} still votes.", enumerate(unclear)),
                       evidence);
    }
    if (missing.empty()) {
        return violated(
            fmt::format(
                "With {} voters, all of them alive, the loss of one ends ZooKeeper's quorum.",
                ensemble.quorum.voters().size()),
            all_sessions(view));
    }
    return violated(fmt::format("Without {}, the loss of one more voter ends ZooKeeper's quorum.",
                                enumerate(missing)),
                    evidence);
}

Verdicts member_down(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    Verdicts verdicts;
    for (const auto& member : ensemble.members) {
        EvidenceList evidence;
        add_member(evidence, *member.asked);
        const auto& node = member.asked->node;
        switch (member.life) {
            case Life::up:
                verdicts.push_back(holds().of(node));
                break;
            case Life::unclear:
                verdicts.push_back(
                    unknown(fmt::format("{} does not answer, and nobody else says that it is down.",
                                        node),
                            evidence)
                        .of(node));
                break;
            case Life::down:
                verdicts.push_back(
                    violated(fmt::format("ZooKeeper member {} is down.", node), evidence).of(node));
                break;
        }
    }
    return verdicts;
}

Verdicts member_not_serving(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    const bool a_leader_speaks = ensemble.synced_voters > 0;
    Verdicts verdicts;
    for (const auto& member : ensemble.members) {
        const auto& node = member.asked->node;
        const auto* state = member.asked->state.current(now);
        EvidenceList evidence;
        add_member(evidence, *member.asked);
        if (!ensemble.proven) {
            verdicts.push_back(unknown("ZooKeeper has not proved its quorum.").of(node));
        } else if (member.asked->new_session.current(now) || member.life == Life::down) {
            verdicts.push_back(holds().of(node));
        } else if (!state || reach(member.asked->ruok, now) != Reach::answers) {
            verdicts.push_back(
                unknown(fmt::format("{} does not say whether it serves.", node), evidence)
                    .of(node));
        } else if (state->mode != ServerMode::not_serving) {
            verdicts.push_back(holds().of(node));
        } else if (!a_leader_speaks) {
            // A leader with leaderServes=no answers just so, forever, and is in good health.
            verdicts.push_back(
                unknown(fmt::format(
                            "{} does not serve; it may be the leader, with leaderServes=no.", node),
                        evidence)
                    .of(node));
        } else {
            verdicts.push_back(
                violated(
                    fmt::format(
                        "ZooKeeper member {} runs but does not serve, while the ensemble does.",
                        node),
                    evidence)
                    .of(node));
        }
    }
    return verdicts;
}

Verdicts session_unusable(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    Verdicts verdicts;
    for (const auto& member : ensemble.members) {
        const auto& node = member.asked->node;
        const auto* state = member.asked->state.current(now);
        const bool says_not_serving = state && state->mode == ServerMode::not_serving;
        // Exhausted connections answer every question by EOF, so the last state still counts.
        const auto* last = member.asked->state.last_answer();
        const bool served = last && last->answer->mode != ServerMode::not_serving;
        EvidenceList evidence;
        add_member(evidence, *member.asked);
        if (!ensemble.proven) {
            verdicts.push_back(unknown("ZooKeeper has not proved its quorum.").of(node));
        } else if (!member.asked->new_session.evidence(now)) {
            verdicts.push_back(
                unknown(fmt::format("No new session was tried lately on {}.", node)).of(node));
        } else if (rejected_in_two_rounds(*member.asked, now) && served && !says_not_serving) {
            verdicts.push_back(
                violated(fmt::format("ZooKeeper member {} serves but rejects new sessions: its "
                                     "connections may be exhausted (maxClientCnxns).",
                                     node),
                         evidence)
                    .of(node));
        } else {
            verdicts.push_back(holds().of(node));
        }
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::zookeeper

#include "invariants/zookeeper.hpp"

#include "invariants/ensemble.hpp"
#include "invariants/new_sessions.hpp"
#include "invariants/zookeeper_words.hpp"

// The rows about the ensemble as a whole; those about one member are in zookeeper_members.cpp.

namespace druidwatch::invariants::zookeeper {
namespace {

using cluster::EvidenceList;
using cluster::ServerMode;
using cluster::ZooKeeperView;

EvidenceList all_sessions(const Ensemble& ensemble) {
    EvidenceList list;
    for (const auto& member : ensemble.members) {
        if (member.ours) add_session(list, *member.asked);
    }
    return list;
}

std::vector<std::string> names_of(const Ensemble& ensemble, Testimony wanted, Monotonic now) {
    std::vector<std::string> names;
    for (const auto& member : ensemble.members) {
        if (member.ours && testimony(*member.asked, now) == wanted) {
            names.push_back(member.asked->node);
        }
    }
    return names;
}

/// Since when no member at all has granted a session.
Instant lost_since(const Ensemble& ensemble, Monotonic now) {
    Instant since{};
    for (const auto& member : ensemble.members) {
        if (!member.ours || testimony(*member.asked, now) != Testimony::denies_quorum) continue;
        const auto failing = fails_since(*member.asked);
        if (failing && failing->mono > since.mono) since = *failing;
    }
    return since;
}

struct Leader {
    const Ensemble::Member* member;
    bool credible;  ///< as many voters are synced with it as a quorum takes
};

std::vector<Leader> leaders_of(const Ensemble& ensemble, Monotonic now) {
    std::vector<Leader> leaders;
    for (const auto& member : ensemble.members) {
        const auto* state = member.asked->state.current(now);
        if (!state || state->mode != ServerMode::leader) continue;
        const auto synced = synced_voters(*member.asked, now);
        leaders.push_back({&member, synced && *synced >= ensemble.quorum.majority()});
    }
    return leaders;
}

bool of_one_ensemble(const Ensemble::Member& a, const Ensemble::Member& b) {
    const auto* one = a.asked->membership.last_answer();
    const auto* other = b.asked->membership.last_answer();
    return !one || !other || cluster::same_ensemble(*one->answer, *other->answer);
}

EvidenceList words_of(const std::vector<const Ensemble::Member*>& members) {
    EvidenceList list;
    for (const auto* member : members) {
        add_state(list, *member->asked);
        add_membership(list, *member->asked);
    }
    return list;
}

}  // namespace

Verdict quorum_lost(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    if (ensemble.proven) return holds();
    if (const auto silent = names_of(ensemble, Testimony::none, now); !silent.empty()) {
        return unknown(fmt::format("No new session was tried lately on {}.", enumerate(silent)));
    }
    if (const auto open = names_of(ensemble, Testimony::undecided, now); !open.empty()) {
        return unknown(
            fmt::format("That {} grants no session does not prove yet that there is no quorum.",
                        enumerate(open)),
            all_sessions(ensemble));
    }
    const auto answering = std::ranges::count_if(
        ensemble.members, [](const auto& m) { return m.voter && m.answers_at_all; });
    if (answering > 0) {
        return violated(
                   "No member grants a new session: ZooKeeper has no quorum, whatever its members "
                   "say.",
                   all_sessions(ensemble))
            .after(std::max(quorum_lost_hold, 3 * view.tick_time() / 2))
            .from(lost_since(ensemble, now));
    }
    if (all_sessions(ensemble).empty()) return unknown("No member belongs to the ensemble.");
    return violated(
               fmt::format("No member grants a new session and none answers, of {} voters: seen "
                           "from here, ZooKeeper has no quorum.",
                           ensemble.quorum.voters().size()),
               all_sessions(ensemble))
        .after(std::max(milliseconds{15s}, view.sync_time() + 2 * view.tick_time()));
}

Verdict quorum_at_risk(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    if (!ensemble.proven) return unknown("ZooKeeper has not proved its quorum.");
    const auto alive = ensemble.alive();
    if (ensemble.quorum.headroom(alive) > 0) return holds();
    // A leader with leaderServes=no denies that it serves and votes all the same.
    const bool led_by_one_untold = leaders_of(ensemble, now).empty();
    EvidenceList evidence;
    std::vector<std::string> missing;
    std::vector<std::string> unclear;
    for (const auto& member : ensemble.members) {
        if (!member.voter || member.serves) continue;
        add_member(evidence, *member.asked);
        missing.push_back(member.asked->node);
        const bool may_lead = led_by_one_untold && member.life == Life::up;
        if (may_lead || member.life == Life::unclear) unclear.push_back(member.asked->node);
    }
    const bool leader_counts_more = ensemble.synced_voters > static_cast<int>(alive.size());
    if (!unclear.empty() && (leader_counts_more || ensemble.synced_voters == 0)) {
        return unknown(fmt::format("It is not clear whether {} still votes.", enumerate(unclear)),
                       evidence);
    }
    if (!ensemble.not_configured.empty() && ensemble.synced_voters == 0) {
        return unknown(fmt::format("{} of its voters are not configured here, and no leader says "
                                   "whether they follow it.",
                                   ensemble.not_configured.size()),
                       evidence);
    }
    const auto hold = std::max(quorum_at_risk_hold, view.sync_time() + 2 * view.tick_time());
    if (missing.empty()) {
        return violated(fmt::format(
                            "With {} voters, {} of them alive, the loss of one can end ZooKeeper's "
                            "quorum.",
                            ensemble.quorum.voters().size(), alive.size()),
                        all_sessions(ensemble))
            .after(hold);
    }
    return violated(
               fmt::format("Without {}, the loss of one more voter can end ZooKeeper's quorum.",
                           enumerate(missing)),
               evidence)
        .after(hold);
}

Verdict multiple_leaders(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    const auto leaders = leaders_of(ensemble, now);
    for (std::size_t i = 0; i < leaders.size(); ++i) {
        for (std::size_t j = i + 1; j < leaders.size(); ++j) {
            const auto& [a, a_is_credible] = leaders[i];
            const auto& [b, b_is_credible] = leaders[j];
            const auto both = fmt::format("{} and {}", a->asked->node, b->asked->node);
            if (!of_one_ensemble(*a, *b)) {
                return violated(
                    fmt::format("{} lead two different ensembles: half of what is configured here "
                                "sees another tree than the rest.",
                                both),
                    words_of({a, b}));
            }
            if (!a_is_credible || !b_is_credible) continue;
            return violated(
                       fmt::format("{} both lead, each with a majority of voters synced by its own "
                                   "count.",
                                   both),
                       words_of({a, b}))
                .after(view.sync_time() + 2 * view.tick_time());
        }
    }
    std::vector<std::string> untold;
    for (const auto& member : ensemble.members) {
        if (member.asked->state.current(now) || member.life == Life::down) continue;
        untold.push_back(member.asked->node);
    }
    if (untold.empty()) return holds();
    return unknown(fmt::format("{} does not say whether it leads.", enumerate(untold)));
}

Verdict ensemble_size_unsafe(const ZooKeeperView& view, Monotonic now) {
    const auto ensemble = assess(view, now);
    const auto voters = ensemble.quorum.weighty_voters().size();
    const bool weighted = ensemble.quorum.weighted();
    EvidenceList evidence;
    for (const auto& member : ensemble.members) {
        if (member.ours) add_membership(evidence, *member.asked);
    }
    if (voters < 3) {
        return violated(fmt::format("With {} voter{}, ZooKeeper survives no failure.", voters,
                                    voters == 1 ? "" : "s"),
                        evidence);
    }
    if (voters % 2 == 0 && !weighted) {
        return violated(
            fmt::format("{} voters survive no more failures than {} would, and one more "
                        "of them can fail.",
                        voters, voters - 1),
            evidence);
    }
    return holds();
}

}  // namespace druidwatch::invariants::zookeeper

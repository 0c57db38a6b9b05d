#include "invariants/role.hpp"

#include <fmt/format.h>

#include "invariants/latch_place.hpp"
#include "invariants/life.hpp"
#include "invariants/role_words.hpp"

namespace druidwatch::invariants::role {
namespace {

using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::Master;
using cluster::Reach;

/// Healthy, and next in line or already there: it would take over.
bool is_candidate(const ClusterView& view, Role role, const Master& master, Monotonic now) {
    const auto* word = master.role(role);
    if (!word || !word->leads.current(now)) return false;
    return place_in_latch(view, role, master, now) != LatchPlace::absent;
}

/// "no latch child of its own; its own /leader names http://m1:8081"; empty for a true leader. The
/// latch decides; `/leader` is asked seldom and alone may be of before the claim.
std::string what_tells_it_is_false(const ClusterView& view, Role role, const Master& master,
                                   Monotonic now) {
    const auto place = place_in_latch(view, role, master, now);
    if (place != LatchPlace::absent && place != LatchPlace::unread) return {};
    std::vector<std::string> signs;
    if (place == LatchPlace::absent) signs.emplace_back("no latch child of its own");
    const auto* names = master.role(role)->leader.current(now);
    if (names && !names->url.empty() && !master.is_at(names->url)) {
        signs.push_back(fmt::format("its own /leader names {}", names->url));
    }
    return fmt::format("{}", fmt::join(signs, "; "));
}

Verdict two_lead(const ClusterView& view, Role role, const cluster::Overlap& overlap,
                 const std::vector<const Master*>& claimants, Monotonic now) {
    EvidenceList evidence;
    for (const auto& claim : {overlap.first, overlap.other, overlap.again}) {
        evidence.push_back({claim.node, "isLeader: yes", claim.answered.wall});
    }
    add_latch(evidence, view, role);
    auto text =
        fmt::format("{} and {} both say that they lead.", overlap.first.node, overlap.other.node);
    for (const auto* master : claimants) {
        const auto signs = what_tells_it_is_false(view, role, *master, now);
        if (signs.empty()) continue;
        text += fmt::format(" {} is the false leader: {}.", master->node, signs);
        evidence.push_back({master->node, signs, overlap.again.answered.wall});
    }
    return violated(text, evidence);
}

}  // namespace

Verdict no_leader(const ClusterView& view, Role role, Monotonic now) {
    if (!view.druid->claimants(role, now).empty()) return holds();
    std::vector<std::string> unclear;
    bool candidates = false;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        candidates = candidates || is_candidate(view, role, master, now);
        const bool answered = word->leads.current(now) || life_of(view, master, now) == Life::down;
        if (!answered && place_in_latch(view, role, master, now) != LatchPlace::absent)
            unclear.push_back(master.node);
    }
    auto evidence = words_of_all(view, role);
    add_latch(evidence, view, role);
    if (!unclear.empty())
        return unknown(fmt::format("{} may lead and does not say.", enumerate(unclear)), evidence);
    const auto& past = view.druid->history_of(role);
    const auto since =
        past.last_proof ? std::optional(past.last_proof->answered) : past.complete_since;
    auto verdict = violated(past.leader.empty() ? fmt::format("No {} leads.", titled(role))
                                                : fmt::format("No {} leads since {} stopped.",
                                                              titled(role), past.leader),
                            evidence)
                       .after(candidates ? failover_budget(view) : 5s);
    return since ? std::move(verdict).from(*since) : verdict;
}

Verdict multiple_leaders(const ClusterView& view, Role role, Monotonic now) {
    const auto claimants = view.druid->claimants(role, now);
    const auto claims_still = [&](const cluster::Claim& claim) {
        return std::ranges::any_of(claimants,
                                   [&](const auto* master) { return master->node == claim.node; });
    };
    const auto overlap = proven_overlap(view.druid->history_of(role).claims);
    if (overlap && claims_still(overlap->first) && claims_still(overlap->other)) {
        return two_lead(view, role, *overlap, claimants, now);
    }
    if (claimants.size() > 1) {
        return unknown("Two nodes said that they lead; the next answers decide.",
                       words_of_all(view, role));
    }
    std::vector<std::string> unclear;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (word && !word->leads.current(now) && life_of(view, master, now) != Life::down) {
            unclear.push_back(master.node);
        }
    }
    if (unclear.empty()) return holds();
    return unknown(fmt::format("{} did not say whether it leads.", enumerate(unclear)),
                   words_of_all(view, role));
}

Verdicts leader_unhealthy(const ClusterView& view, Role role, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        const auto verdict = [&]() -> Verdict {
            const auto reached = cluster::reach(word->leads, now);
            if (reached == Reach::answers || reached == Reach::down) return holds();
            const auto place = place_in_latch(view, role, master, now);
            if (const auto unseen = out_of_sight(place)) return *unseen;
            if (place != LatchPlace::first) return holds();
            if (reached != Reach::silent && reached != Reach::rejected)
                return unknown(fmt::format("{} was not asked, or may not be.", master.node));
            auto evidence = words_of_all(view, role);
            add_latch(evidence, view, role);
            for (const auto& router : view.druid->routers) {
                const auto& routed = router.routed_leader[static_cast<std::size_t>(role)];
                const auto* reaches = routed.current(now);
                if (reaches && *reaches)
                    return unknown(
                        fmt::format("{} is out of reach from here, but Router {} reaches it.",
                                    master.node, router.node),
                        evidence);
            }
            return violated(
                       fmt::format(
                           "{} {} holds the latch and its ZooKeeper session, but does not answer.",
                           titled(role), master.node),
                       evidence)
                .after(failover_budget(view));
        }();
        verdicts.push_back(Verdict(verdict).of(master.node));
    }
    return verdicts;
}

Verdict no_standby(const ClusterView& view, Role role, Monotonic now) {
    std::vector<std::string> unclear;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        const auto* leads = word->leads.current(now);
        const auto place = place_in_latch(view, role, master, now);
        const bool stands = place == LatchPlace::waits || place == LatchPlace::elsewhere;
        if (leads && !*leads && stands) return holds();
        const bool settled = life_of(view, master, now) == Life::down || (leads && *leads) ||
                             (leads && place == LatchPlace::absent);
        if (!settled) unclear.push_back(master.node);
    }
    auto evidence = words_of_all(view, role);
    add_latch(evidence, view, role);
    if (!unclear.empty())
        return unknown(
            fmt::format("It can't be told whether {} would take over.", enumerate(unclear)),
            evidence);
    return violated(fmt::format("No other {} is healthy and stands in the latch.", titled(role)),
                    evidence);
}

}  // namespace druidwatch::invariants::role

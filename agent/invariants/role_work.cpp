#include <fmt/format.h>

#include "invariants/role.hpp"
#include "invariants/role_words.hpp"

// The rows about a leader that leads by name and does not do what a leader does.

namespace druidwatch::invariants::role {
namespace {

using cluster::ClusterView;
using cluster::DutyProgress;
using cluster::EvidenceList;
using cluster::LeaderRequest;
using cluster::Master;
using cluster::Reach;

constexpr int periods_tolerated = 3;

/// What a leader answers to who wants its work; nothing where it does it.
std::optional<std::string> what_it_lacks(const cluster::Track<LeaderRequest>& track,
                                         Monotonic now) {
    switch (cluster::reach(track, now)) {
        case Reach::silent:
        case Reach::rejected:
            return describe(*track.failure(now));
        case Reach::answers:
            break;
        case Reach::down:
        case Reach::not_allowed:
        case Reach::unknown:
            return {};
    }
    switch (track.current(now)->fate) {
        case LeaderRequest::Fate::answered:
            return {};
        case LeaderRequest::Fate::nowhere:
            return "answers 503";
        case LeaderRequest::Fate::redirected:
            return "redirects to " + track.current(now)->location;
    }
    return {};
}

Verdict leads_without_work(const ClusterView& view, Role role, const Master& master,
                           Monotonic now) {
    const auto& word = *master.role(role);
    const auto* seen = word.request.evidence(now);
    if (!seen || (word.leads_since && seen->asked.mono < word.leads_since->mono)) {
        return unknown(fmt::format("{} was not asked for its work since it leads.", master.node));
    }
    if (cluster::reach(word.request, now) == Reach::not_allowed) {
        return unknown(describe(seen->answer.error()));
    }
    const auto lack = what_it_lacks(word.request, now);
    if (!lack) return holds();
    EvidenceList evidence{said(master.node, *seen, *lack)};
    for (auto& line : words_of_all(view, role)) evidence.push_back(std::move(line));
    return violated(fmt::format("{} {} says that it leads, and does not do its work: {}.",
                                titled(role), master.node, *lack),
                    evidence)
        .after(failover_budget(view));
}

Verdict initialized(const ClusterView& view, Role role, const Master& master, Monotonic now) {
    const auto* leads = master.role(role)->leads.current(now);
    if (!leads) return unknown(fmt::format("{} did not say whether it leads.", master.node));
    if (*leads) return leads_without_work(view, role, master, now);
    const auto place = place_in_latch(view, role, master, now);
    if (const auto unseen = out_of_sight(place)) return *unseen;
    if (place != LatchPlace::first) return holds();
    auto evidence = words_of_all(view, role);
    add_latch(evidence, view, role);
    return violated(
               fmt::format("{} {} holds the latch and denies that it leads: it does not get ready.",
                           titled(role), master.node),
               evidence)
        .after(failover_budget(view));
}

/// As long as it was watched: by our clock, so Druid's does not matter.
bool stands_still(const DutyProgress& progress, const Instant& last_look) {
    return last_look.mono - progress.moved.mono > periods_tolerated * progress.group.period;
}

Verdict duties_of(const Master& master, Monotonic now) {
    const auto* leads = master.role(Role::coordinator)->leads.current(now);
    if (leads && !*leads) return holds();
    const auto* seen = master.duties.evidence(now);
    if (!leads || !seen || !seen->answer) {
        return unknown(seen && !seen->answer ? describe(seen->answer.error())
                                             : "Its duties were not told.");
    }
    std::vector<std::string> late;
    EvidenceList evidence;
    for (const auto& progress : master.duty_progress) {
        if (!stands_still(progress, seen->answered)) continue;
        late.push_back(progress.group.name);
        evidence.push_back(
            {master.node,
             fmt::format(
                 "{}: every {}, last run ended {}", progress.group.name,
                 human(progress.group.period),
                 progress.group.last_run_end.empty() ? "never" : progress.group.last_run_end),
             seen->answered.wall});
    }
    if (late.empty()) return holds();
    return violated(fmt::format("Of the leading Coordinator {}, {} did not end a run for more than "
                                "{} periods.",
                                master.node, enumerate(late), periods_tolerated),
                    evidence);
}

}  // namespace

Verdicts leader_not_initialized(const ClusterView& view, Role role, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        if (!master.role(role)) continue;
        verdicts.push_back(initialized(view, role, master, now).of(master.node));
    }
    return verdicts;
}

Verdicts duties_stale(const ClusterView& view, Role role, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        if (!master.role(role)) continue;
        verdicts.push_back(duties_of(master, now).of(master.node));
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::role

#include <fmt/format.h>

#include "invariants/role.hpp"
#include "invariants/role_words.hpp"

// The rows in which witnesses of a leader are compared: the masters' own words, what they say of
// each other, the latch, and where standbys redirect.

namespace druidwatch::invariants::role {
namespace {

using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::LeaderRequest;
using cluster::LeaderWord;
using cluster::Master;

constexpr std::size_t rounds_that_settle = 3;

std::string_view scheme_of(std::string_view url) { return url.substr(0, url.find("://")); }

EvidenceList leader_words(const ClusterView& view, Role role) {
    EvidenceList list;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        add_witness(list, master.node, word->leader, [](const LeaderWord& names) {
            return names.url.empty() ? "/leader: nobody" : "/leader: " + names.url;
        });
    }
    return list;
}

/// The leader that a master names, once it named the same for so many rounds.
std::optional<std::string> settled_word(const cluster::Track<LeaderWord>& track, Monotonic now) {
    const auto* newest = track.current(now);
    const auto rounds = track.observations() | std::views::take(rounds_that_settle);
    if (!newest || newest->url.empty() || rounds.size() < rounds_that_settle) return {};
    const bool always = std::ranges::all_of(rounds, [&](const auto& observation) {
        return observation.answer && observation.answer->url == newest->url;
    });
    if (!always) return {};
    return newest->url;
}

/// What is wrong with how a standby redirects; empty when nothing is.
std::string fault_of(const LeaderRequest& request, const Master& standby, const Master& leader,
                     std::string_view leaders_url) {
    switch (request.fate) {
        case LeaderRequest::Fate::answered:
            return {};
        case LeaderRequest::Fate::nowhere:
            return fmt::format("answers 503 instead of redirecting to {}", leader.node);
        case LeaderRequest::Fate::redirected:
            break;
    }
    if (standby.is_at(request.location)) return "redirects to itself";
    if (!leader.is_at(request.location)) {
        return fmt::format("redirects to {} instead of {}", request.location, leader.node);
    }
    if (!leaders_url.empty() && scheme_of(request.location) != scheme_of(leaders_url)) {
        return fmt::format("redirects to {} though {} calls itself {}", request.location,
                           leader.node, leaders_url);
    }
    return {};
}

/// As the leader wrote it into its latch child; empty where that can't be read.
std::string url_in_latch(const ClusterView& view, Role role, const Master& leader, Monotonic now) {
    const auto* track = latch_of(view, role);
    const auto* latch = track ? track->current(now) : nullptr;
    if (!latch) return {};
    for (const auto& contender : latch->contenders) {
        if (leader.is_at(contender.url)) return contender.url;
    }
    return {};
}

Verdict redirect_of(const ClusterView& view, Role role, const Master& standby,
                    const cluster::RoleWord& word, Monotonic now) {
    const auto* leads = word.leads.current(now);
    if (leads && *leads) return holds();
    const auto leaders = view.druid->claimants(role, now);
    if (!leads || leaders.size() != 1) {
        return unknown("Where it should redirect is not known.", words_of_all(view, role));
    }
    const auto& leader = *leaders.front();
    const auto& since = leader.role(role)->leads_since;
    const auto* seen = word.request.evidence(now);
    if (!seen || !seen->answer || (since && seen->asked.mono < since->mono)) {
        return unknown(
            fmt::format("{} was not seen to redirect since {} leads.", standby.node, leader.node));
    }
    const auto fault =
        fault_of(*seen->answer, standby, leader, url_in_latch(view, role, leader, now));
    if (fault.empty()) return holds();
    EvidenceList evidence{said(standby.node, *seen, fault)};
    for (auto& line : words_of_all(view, role)) evidence.push_back(std::move(line));
    return violated(fmt::format("{} {} {}.", titled(role), standby.node, fault), evidence);
}

}  // namespace

Verdict leaders_disagree(const ClusterView& view, Role role, Monotonic now) {
    std::vector<std::string> named;
    bool someone_wavers = false;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        const auto* newest = word ? word->leader.current(now) : nullptr;
        // What a node said that is silent now, or before another led, was of another time.
        if (!newest || newest->url.empty() || !word->leads.current(now)) continue;
        if (word->leader.newest()->asked.mono < view.druid->last_change(role)) continue;
        const auto settled = settled_word(word->leader, now);
        someone_wavers = someone_wavers || !settled;
        auto leader = view.druid->named_by(newest->url);
        if (std::ranges::find(named, leader) == named.end()) named.push_back(std::move(leader));
    }
    if (named.empty()) return unknown("No master names a leader.", leader_words(view, role));
    if (named.size() == 1) return holds();
    if (someone_wavers) {
        return unknown("Masters name different leaders; the next rounds decide.",
                       leader_words(view, role));
    }
    return violated(fmt::format("Masters name different leaders as {}: {}.", titled(role),
                                enumerate(named)),
                    leader_words(view, role))
        .after(session_timeout(view));
}

Verdict latch_mismatch(const ClusterView& view, Role role, Monotonic now) {
    const auto claimants = view.druid->claimants(role, now);
    if (claimants.empty()) return holds();
    for (const auto* master : claimants) {
        const auto place = place_in_latch(view, role, *master, now);
        if (const auto unseen = out_of_sight(place)) return *unseen;
        if (place == LatchPlace::first) return holds();
    }
    auto evidence = words_of_all(view, role);
    add_latch(evidence, view, role);
    return violated(fmt::format("{} says that it leads as {}, and does not hold the latch.",
                                claimants.front()->node, titled(role)),
                    evidence)
        .after(session_timeout(view));
}

Verdicts redirect_broken(const ClusterView& view, Role role, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        verdicts.push_back(redirect_of(view, role, master, *word, now).of(master.node));
    }
    return verdicts;
}

Verdicts standby_not_candidate(const ClusterView& view, Role role, Monotonic now) {
    Verdicts verdicts;
    for (const auto& master : view.druid->masters) {
        const auto* word = master.role(role);
        if (!word) continue;
        const auto* leads = word->leads.current(now);
        const auto place = place_in_latch(view, role, master, now);
        const auto verdict = [&]() -> Verdict {
            if (leads && *leads) return holds();
            if (place == LatchPlace::first || place == LatchPlace::waits) return holds();
            if (!leads) return unknown(fmt::format("{} does not answer.", master.node));
            if (const auto unseen = out_of_sight(place)) return *unseen;
            auto evidence = words_of_all(view, role);
            add_latch(evidence, view, role);
            return violated(fmt::format("{} {} is healthy and does not stand in the latch: it "
                                        "would not take over. A restart puts it back.",
                                        titled(role), master.node),
                            evidence);
        }();
        verdicts.push_back(Verdict(verdict).of(master.node));
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::role

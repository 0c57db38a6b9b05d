#include "watch/chronicle.hpp"

#include <algorithm>
#include <set>

namespace druidwatch::watch {
namespace {

using alerting::Alert;
using alerting::AlertState;
using cluster::Claims;
using cluster::ClusterView;
using cluster::Role;
using history::Event;
using history::Overlap;

std::chrono::microseconds microseconds_of(Monotonic::duration duration) {
    return std::chrono::duration_cast<std::chrono::microseconds>(duration);
}

/// Newest first, as views keep them, and of these the later ones, oldest first.
template <class Failovers>
auto later_than(Monotonic until, const Failovers& failovers) {
    std::vector<typename Failovers::value_type> later;
    for (const auto& failover : failovers) {
        if (failover.first_proof_of_new.mono <= until) break;
        later.insert(later.begin(), failover);
    }
    return later;
}

bool one_at_most_claims(const Claims& claims) {
    std::set<std::string_view> claiming;
    for (const auto& claim : claims) {
        if (claim.made) claiming.insert(claim.node);
    }
    return claiming.size() < 2;
}

bool fires(const Snapshot& snapshot, const std::string& cluster, std::string_view tier) {
    return std::ranges::any_of(snapshot.alerts, [&](const Alert& alert) {
        return alert.key.cluster == cluster && alert.key.tier == tier &&
               alert.key.name == "MultipleLeaders" && alert.state == AlertState::firing;
    });
}

/// Neither denies, and neither has fallen silent.
bool both_still_lead(const Overlap& overlap, const ClusterView& view, Role role, Monotonic now) {
    const auto claimants = view.druid->claimants(role, now);
    const auto leads = [&](const std::string& node) {
        return std::ranges::any_of(claimants, [&](const auto* one) { return one->node == node; });
    };
    return leads(overlap.one) && leads(overlap.other);
}

Event told(const Alert& alert, bool resolved, WallTime at) {
    return {.at = at,
            .cluster = alert.key.cluster,
            .tier = alert.key.tier,
            .what = history::AlertChange{.resolved = resolved,
                                         .name = alert.key.name,
                                         .node = alert.key.node,
                                         .severity = std::string(name_of(alert.severity)),
                                         .since = alert.violated_since,
                                         .description = alert.description,
                                         .cause = alert.probable_cause,
                                         .evidence = alert.evidence}};
}

}  // namespace

Chronicle::Chronicle(const std::vector<Alert>& told) {
    for (const auto& alert : told) {
        if (alert.state != AlertState::pending) told_[alert.key] = alert.state;
    }
}

std::vector<Event> Chronicle::news(const Snapshot& snapshot) {
    Events events;
    for (const auto& cluster : snapshot.clusters) {
        const auto& view = cluster.view;
        auto& seen = clusters_[view.name];
        note_failovers(view, seen, events);
        note_ensemble(view, snapshot.taken.mono, seen, events);
        if (!view.druid) continue;
        for (const auto role : cluster::both_roles) {
            note_overlaps(snapshot, view, role, seen.roles[static_cast<std::size_t>(role)], events);
        }
    }
    note_alerts(snapshot, events);
    return events;
}

void Chronicle::note_failovers(const ClusterView& view, ClusterSeen& seen, Events& events) {
    const auto add = [&](std::string_view tier, const auto& failover, Monotonic::duration gap) {
        events.push_back(
            {.at = failover.first_proof_of_new.wall,
             .cluster = view.name,
             .tier = std::string(tier),
             .what = history::LeaderChange{.from = failover.from,
                                           .to = failover.to,
                                           .last_proof_of_old = failover.last_proof_of_old.wall,
                                           .first_proof_of_new = failover.first_proof_of_new.wall,
                                           .gap = microseconds_of(gap)}});
    };
    if (view.druid) {
        for (const auto role : cluster::both_roles) {
            auto& until = seen.roles[static_cast<std::size_t>(role)].failovers_until;
            for (const auto& one : later_than(until, view.druid->history_of(role).failovers)) {
                until = one.first_proof_of_new.mono;
                add(cluster::name_of(role), one, one.gap());
            }
        }
    }
    if (!view.metadata) return;
    auto& until = seen.database_failovers_until;
    for (const auto& one : later_than(until, view.metadata->failovers)) {
        until = one.first_proof_of_new.mono;
        add("metadata", one, one.first_proof_of_new.mono - one.last_proof_of_old.mono);
        auto& change = std::get<history::LeaderChange>(events.back().what);
        change.lost_bytes = one.lost_bytes;
        change.lost_transactions = one.lost_transactions;
    }
}

/// Members are asked for their mode in intervals, so the gap is one of proofs, not of the ensemble.
void Chronicle::note_ensemble(const ClusterView& view, Monotonic now, ClusterSeen& seen,
                              Events& events) {
    if (!view.zookeeper) return;
    std::vector<EnsembleLeader> leaders;
    for (const auto& member : view.zookeeper->members) {
        const auto* state = member.state.current(now);
        if (!state || state->mode != cluster::ServerMode::leader) continue;
        leaders.push_back({member.node, member.state.newest()->answered});
    }
    if (leaders.size() != 1) return;  // an old leader's answer, and the new one's
    const auto& leader = leaders.front();
    if (seen.leader && seen.leader->node != leader.node) {
        events.push_back(
            {.at = leader.proved.wall,
             .cluster = view.name,
             .tier = "zookeeper",
             .what = history::LeaderChange{
                 .from = seen.leader->node,
                 .to = leader.node,
                 .last_proof_of_old = seen.leader->proved.wall,
                 .first_proof_of_new = leader.proved.wall,
                 .gap = microseconds_of(leader.proved.mono - seen.leader->proved.mono)}});
    }
    seen.leader = leader;
}

/// Claims are gone through one by one: an overlap may begin and end between two judgements.
void Chronicle::note_overlaps(const Snapshot& snapshot, const ClusterView& view, Role role,
                              RoleSeen& seen, Events& events) {
    const auto& claims = view.druid->history_of(role).claims;
    const auto end_it = [&] {
        events.push_back({.at = seen.overlap->from,
                          .cluster = view.name,
                          .tier = std::string(cluster::name_of(role)),
                          .what = *std::exchange(seen.overlap, {})});
    };
    if (seen.overlap || !one_at_most_claims(claims)) {
        Claims so_far;
        for (const auto& claim : claims) {
            so_far.push_back(claim);
            if (claim.answered.mono <= seen.claims_until) continue;
            const auto proven = proven_overlap(so_far);
            if (proven) {
                const auto at = proven->other.answered.wall;
                if (!seen.overlap) {
                    seen.overlap = Overlap{proven->first.node, proven->other.node, at, at};
                }
                seen.overlap->until = std::max(seen.overlap->until, at);
            } else if (seen.overlap) {
                end_it();
            }
        }
    }
    if (!claims.empty()) seen.claims_until = claims.back().answered.mono;
    if (!seen.overlap) return;
    const auto tier = cluster::name_of(role);
    seen.overlap->alerted = seen.overlap->alerted || fires(snapshot, view.name, tier);
    if (!both_still_lead(*seen.overlap, view, role, snapshot.taken.mono)) end_it();
}

void Chronicle::note_alerts(const Snapshot& snapshot, Events& events) {
    std::set<alerting::AlertKey> there;
    for (const auto& alert : snapshot.alerts) {
        there.insert(alert.key);
        // The Watchdog always fires.
        if (alert.severity == invariants::Severity::none) continue;
        const auto before = told_.find(alert.key);
        const bool fired_before = before != told_.end() && before->second == AlertState::firing;
        if (alert.state == AlertState::firing && !fired_before) {
            events.push_back(told(alert, false, snapshot.taken.wall));
            told_[alert.key] = alert.state;
        } else if (alert.state == AlertState::resolved && fired_before) {
            events.push_back(told(alert, true, alert.resolved_at));
            told_[alert.key] = alert.state;
        }
    }
    std::erase_if(told_, [&](const auto& one) { return !there.contains(one.first); });
}

}  // namespace druidwatch::watch

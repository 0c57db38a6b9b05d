#include "watch/cluster_watch.hpp"

#include <utility>

#include "cluster/carry_over.hpp"
#include "cluster/every_track.hpp"
#include "cluster/peer_words.hpp"
#include "invariants/ensemble.hpp"
#include "watch/sentence.hpp"

namespace druidwatch::watch {
namespace {

const std::vector<double> failover_bounds{0.1, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300};

}  // namespace

ClusterWatch::ClusterWatch(const config::Cluster& cluster, const config::Global& global,
                           const config::Alerting& alerting, Instant now)
    : view_(cluster::empty_view(cluster, global, now)),
      overrides_(alerting.overrides),
      lifecycle_(alerting.flap_damping) {}

bool ClusterWatch::evaluate(Instant now) {
    judged_ = alerting::judge(view_, now.mono);
    const bool changed =
        lifecycle_.step(alerting::judgements(view_.name, judged_.rows(), overrides_), now);
    suspicion_.pending(lifecycle_.alerts(), now.mono);
    return changed;
}

void ClusterWatch::follow(const config::Alerting& alerting) {
    overrides_ = alerting.overrides;
    lifecycle_.follow(alerting.flap_damping);
}

void ClusterWatch::take_over(ClusterWatch& before, const config::Cluster& was,
                             const config::Cluster& is, const config::Config& config) {
    cluster::carry_over({before.view_, was}, {view_, is}, config.global);
    auto alerts = std::exchange(before.lifecycle_, alerting::Lifecycle{});
    alerts.follow(config.alerting.flap_damping);
    lifecycle_ = std::move(alerts);
    counted_until_ = before.counted_until_;
    databases_counted_until_ = before.databases_counted_until_;
}

std::optional<Monotonic> ClusterWatch::next_deadline(Monotonic now) const {
    std::optional<Monotonic> first;
    for (const auto& at : {lifecycle_.next_deadline(), cluster::next_staleness(view_, now),
                           cluster::next_word_ends(view_, now), suspicion_.ends(now)}) {
        if (at && (!first || *at < *first)) first = at;
    }
    return first;
}

bool ClusterWatch::may_ask_slowly(Monotonic now) const {
    if (!view_.zookeeper) return true;
    const auto ensemble = invariants::assess(*view_.zookeeper, now);
    return ensemble.proven && ensemble.quorum.has_quorum(ensemble.alive());
}

bool ClusterWatch::complete() const {
    bool all = true;
    cluster::for_each_track(view_, [&](std::string_view, std::string_view,
                                       std::string_view question, const auto& track) {
        all = all && (track.newest() || cluster::spared_at_times(question));
    });
    return all;
}

ClusterSnapshot ClusterWatch::snapshot(Instant now) const {
    auto headroom = invariants::headroom(view_, now.mono);
    auto text = sentence(view_.name, alerts(), judged_.rows(), headroom, now.wall);
    return {.view = view_,
            .judged = judged_,
            .headroom = std::move(headroom),
            .sentence = std::move(text),
            .complete = complete()};
}

void ClusterWatch::count_failovers(Counters& counters) {
    using Seconds = std::chrono::duration<double>;
    // From the start, and at 0: a histogram that first appears with a failover has no increase.
    const auto count = [&](std::string_view tier, Monotonic& until, const auto& failovers,
                           const auto& gap) {
        const std::pair key{view_.name, std::string(tier)};
        auto& durations =
            counters.failover_duration.try_emplace(key, Histogram{.bounds = failover_bounds})
                .first->second;
        const auto before = until;
        for (const auto& failover : failovers) {
            if (failover.first_proof_of_new.mono <= before) break;
            until = std::max(until, failover.first_proof_of_new.mono);
            ++counters.leader_changes[key];
            durations.observe(Seconds(gap(failover)).count());
        }
    };
    if (view_.druid) {
        for (const auto role : cluster::both_roles) {
            if (!view_.druid->has(role)) continue;
            count(cluster::name_of(role), counted_until_[static_cast<std::size_t>(role)],
                  view_.druid->history_of(role).failovers,
                  [](const cluster::Failover& failover) { return failover.gap(); });
        }
    }
    if (view_.metadata) {
        count("metadata", databases_counted_until_, view_.metadata->failovers,
              [](const cluster::DatabaseFailover& failover) {
                  return failover.first_proof_of_new.mono - failover.last_proof_of_old.mono;
              });
    }
}

}  // namespace druidwatch::watch

#pragma once

#include <optional>
#include <string_view>

#include "alerting/judge.hpp"
#include "config/config.hpp"
#include "watch/snapshot.hpp"
#include "watch/suspicion.hpp"

namespace druidwatch::watch {

/// One cluster as it is known and judged: view, verdicts and alerts. Probes write into the view,
/// and say so by `note_change`; nothing here does I/O.
class ClusterWatch {
  public:
    ClusterWatch(const config::Cluster& cluster, const config::Global& global,
                 const config::Alerting& alerting, Instant now);

    cluster::ClusterView& view() { return view_; }
    const cluster::ClusterView& view() const { return view_; }

    /// An answer of `tier` says something else than the one before.
    void note_change(std::string_view tier, Monotonic now) { suspicion_.changed(tier, now); }

    /// Judges everything again. True when an alert fired or resolved.
    bool evaluate(Instant now);

    /// When the next hold, staleness or suspicion is over, if nothing else happens before.
    std::optional<Monotonic> next_deadline(Monotonic now) const;

    std::vector<alerting::Alert> alerts() const { return lifecycle_.alerts(); }
    const alerting::Lifecycle& lifecycle() const { return lifecycle_; }

    /// Alerts of an earlier life of the agent; before the first evaluation.
    void restore(std::span<const alerting::RememberedAlert> remembered, Instant now) {
        lifecycle_.restore(remembered, now);
    }

    /// Judges by another section `alerting` from the next evaluation on.
    void follow(const config::Alerting& alerting);

    /// Goes on where `before`, which watched this cluster as `was` describes it, ends: what is
    /// known of the nodes that stay, and the alerts, which `before` has no more then. Before the
    /// first probe is made.
    void take_over(ClusterWatch& before, const config::Cluster& was, const config::Cluster& is,
                   const config::Config& config);

    bool suspicious(std::string_view tier, Monotonic now) const { return suspicion_.of(tier, now); }

    /// Whether a question that waits for ZooKeeper inside Druid may be asked: it would block one of
    /// its threads while the ensemble has no quorum (facts: druid.md §0.4).
    bool may_ask_slowly(Monotonic now) const;

    /// Every question was asked at least once, but for those that a node is spared at times: it may
    /// be minutes until one that is silent is asked the next of them.
    bool complete() const;

    ClusterSnapshot snapshot(Instant now) const;

    /// Failovers that were not reported to `counters` before.
    void count_failovers(Counters& counters);

  private:
    cluster::ClusterView view_;
    std::vector<config::Override> overrides_;
    alerting::Judged judged_;
    alerting::Lifecycle lifecycle_;
    Suspicion suspicion_;
    std::array<Monotonic, 2> counted_until_{};
    Monotonic databases_counted_until_{};
};

}  // namespace druidwatch::watch

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "alerting/judge.hpp"
#include "history/status.hpp"
#include "invariants/headroom.hpp"

namespace druidwatch::watch {

struct ClusterSnapshot {
    cluster::ClusterView view;
    alerting::Judged judged;
    std::vector<invariants::Headroom> headroom;
    std::string sentence;   ///< does it stand, what is wrong, how many more may fail
    bool complete = false;  ///< every question was asked that no node is spared
};

/// Prometheus's cumulative form: counts[i] observations were at most bounds[i].
struct Histogram {
    std::vector<double> bounds;  ///< seconds, ascending, without +Inf
    std::vector<std::uint64_t> counts;
    std::uint64_t total = 0;
    double sum = 0;  ///< seconds

    void observe(double value);
};

/// What the agent counts of its own work, since it started.
struct Counters {
    std::uint64_t probes = 0;
    std::map<std::string, std::uint64_t> failures;  ///< by the name of the reason
    std::uint64_t missed_rounds = 0;
    std::uint64_t evaluations = 0;
    std::map<std::pair<std::string, std::string>, Histogram>
        probe_duration;  ///< by cluster/tier, question
    std::map<std::pair<std::string, std::string>, std::uint64_t>
        leader_changes;  ///< by cluster, tier
    std::map<std::pair<std::string, std::string>, Histogram>
        failover_duration;  ///< by cluster, tier
};

/// How far each Alertmanager is behind.
struct DeliveryStatus {
    std::string alertmanager;
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
    std::size_t waiting = 0;  ///< alerts that it has not taken as they are now
    std::string last_error;   ///< empty while it accepts
};

/// How another agent of the same clusters answers.
struct PeerStatus {
    std::string peer;                       ///< host:port
    std::string url;                        ///< as configured
    std::optional<bool> answers{};          ///< none: it was not asked yet
    std::string error{};                    ///< of the last question; empty while it answers
    std::optional<Instant> silent_since{};  ///< when it was first asked in vain
    WallTime failed_at{};                   ///< when it was last
};

/// How the settings that are worked by came to be.
struct ConfigStatus {
    std::optional<WallTime>
        reloaded{};                     ///< when others were last taken; none: they are the start's
    std::vector<std::string> errors{};  ///< why the last reload failed; empty: it did not
    WallTime failed_at{};               ///< when
};

/// Everything that an exporter may show, as of one moment; never changed once published.
struct Snapshot {
    Instant taken;
    Instant started;
    std::string agent;  ///< host:port of its external URL
    std::string version;
    std::string external_url;  ///< how a person reaches the agent
    std::vector<ClusterSnapshot> clusters;
    std::vector<alerting::Alert> alerts;  ///< pending, firing and lately resolved, worst first
    std::vector<config::Maintenance> maintenance;  ///< the windows that are open
    Counters counters;
    std::vector<DeliveryStatus> deliveries;
    std::optional<history::HistoryStatus> history{};  ///< none where no storage is configured
    ConfigStatus config_status{};
    std::vector<PeerStatus> peers{};
    std::shared_ptr<const config::Config> config{};  ///< what is worked by
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Where the conductor leaves the newest snapshot and exporters fetch it, from any thread.
class SnapshotBoard {
  public:
    using Listener = std::function<void()>;

    /// `changed`: something that a reader sees differs from the snapshot before, not times alone.
    void publish(SnapshotPtr snapshot, bool changed = true);
    SnapshotPtr latest() const;  ///< nullptr before the first
    /// `listener` is called in the publisher's thread after each changed snapshot; it must only
    /// post elsewhere. To be called before the first is published.
    void on_change(Listener listener);

  private:
    // Not std::atomic: libstdc++ 12 unlocks its load without release, a race with the next store.
    mutable std::mutex guard_;
    SnapshotPtr latest_;
    std::vector<Listener> listeners_;
};

}  // namespace druidwatch::watch

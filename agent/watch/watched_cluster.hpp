#pragma once

#include "config/config.hpp"
#include "watch/cluster_watch.hpp"
#include "watch/settings.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {

/// One cluster with the probes that ask its nodes: those that are configured, and those that come
/// and go by discovery. Belongs to the loop's thread; stays where it was made.
class WatchedCluster {
  public:
    /// What all clusters share, and whom an answer that means something else is told.
    struct Shared {
        net::Loop& loop;
        net::HttpClient& http;
        net::HttpClient& slow_http;
        SettingsPtr settings;
        std::function<void(const probes::ProbeReport&)> count;
        std::function<void(std::string_view tier, bool first)> changed;
    };

    /// `cluster` is one of the settings'. Goes on where `before` ends, if there is one: the same
    /// cluster by other settings, whose probes are stopped then.
    WatchedCluster(const config::Cluster& cluster, Shared shared, Instant now,
                   WatchedCluster* before = nullptr);
    WatchedCluster(const WatchedCluster&) = delete;
    WatchedCluster& operator=(const WatchedCluster&) = delete;

    const std::string& name() const { return config_.name; }
    ClusterWatch& watch() { return watch_; }
    const ClusterWatch& watch() const { return watch_; }

    void start();

    /// Nothing is asked any more; answers under way reach nobody.
    void stop();

    /// Nodes come and go: probes of those that went end, those of new ones start.
    void look_for_nodes();

    /// Has the tiers that are suspicious asked in their shorter interval, and only those.
    void hurry();

    std::uint64_t missed_rounds() const;

  private:
    Wiring wiring();
    void follow_druid();
    void look_up_balancers();

    const config::Cluster& config_;
    Shared shared_;
    ClusterWatch watch_;
    Wiring wiring_;
    TierProbes probes_;
    TierProbes of_told_endpoint_;
    std::optional<Monotonic> nodes_as_of_;  ///< of the last answer that told who is there
};

}  // namespace druidwatch::watch

#pragma once

#include <list>
#include <memory>

#include "alerting/alertmanager.hpp"
#include "alerting/heartbeat.hpp"
#include "history/archive.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"
#include "probes/probe.hpp"
#include "watch/chronicle.hpp"
#include "watch/cluster_watch.hpp"
#include "watch/peers.hpp"
#include "watch/reload_plan.hpp"
#include "watch/settings.hpp"

namespace druidwatch::watch {

/// Who this agent is to others.
struct Identity {
    std::string agent;  ///< host:port of its external URL
    std::string version;
    std::string external_url{};  ///< how a person reaches it
};

/// Whom the conductor tells; each may be nullptr.
struct Listeners {
    alerting::AlertmanagerClient* alertmanagers = nullptr;
    alerting::Heartbeat* heartbeat = nullptr;
    /// Given all alerts that another life of the agent must find again, whenever they differ from
    /// what was given before. Must not block.
    std::function<void(std::vector<alerting::RememberedAlert>)> remember = nullptr;
    history::Archive* archive = nullptr;
};

/// Starts the probes of every cluster, judges when an answer means something else or a deadline is
/// due, publishes what came of it, and hands alerts on. Belongs to the loop's thread.
class Conductor {
  public:
    /// How often a snapshot is renewed though nothing changed, so that its times stay true.
    static constexpr milliseconds renewal = 1s;
    /// Without an answer of any kind for so long, the agent does not call itself alive.
    static constexpr milliseconds lifeless_after = 1min;

    /// All that it refers to must outlive it.
    Conductor(net::Loop& loop, net::HttpClient& http, SettingsPtr settings, Identity identity,
              SnapshotBoard& board, Listeners listeners = {});
    ~Conductor();

    /// Alerts of an earlier life of the agent; before `start`.
    void restore(std::vector<alerting::RememberedAlert> remembered);

    void start();

    /// Works by other settings from now on. Clusters that are as before go on untouched; of one
    /// that is described otherwise, what is known and its alerts stay; the alerts of one that is
    /// gone resolve. `heartbeat` takes the place of the listener; the Alertmanagers are the
    /// caller's to change, before.
    void reload(SettingsPtr next, alerting::Heartbeat* heartbeat);

    /// Other settings were asked for and can't be taken, for these reasons: at least one.
    void reload_failed(std::vector<std::string> why);

  private:
    struct Watched;

    void add(const config::Cluster& cluster, Watched* before = nullptr);
    void follow_peers();
    void replace_clusters(const ReloadPlan& plan);
    void retire(std::list<Watched> clusters);
    void part_with(const std::vector<alerting::Alert>& alerts);
    void forget_counters(const std::vector<std::string>& clusters);
    std::vector<alerting::Judgement> own_judgements() const;
    void hear(const std::string& peer, const PeerReport& report, Instant asked);
    void changed(Watched& watched, std::string_view tier, bool first);
    void judge_soon(Watched& watched);
    void judge(Watched& watched);
    void count(const probes::ProbeReport& report, const std::string& cluster);
    void publish(bool changed);
    bool alive() const;
    void tell();
    void remember();
    bool note_maintenance(WallTime now);
    bool judge_what_is_due();
    std::vector<alerting::Alert> all_alerts() const;
    net::Task<void> keep_time();

    net::Loop& loop_;
    net::HttpClient& http_;
    net::HttpClient slow_http_;
    SettingsPtr settings_;
    Identity identity_;
    SnapshotBoard& board_;
    Listeners listeners_;
    Instant started_;
    Counters counters_;
    ConfigStatus config_status_;
    std::list<Watched> clusters_;
    std::list<Watched> retired_;           ///< watched no more, but posted work may still name them
    std::vector<alerting::Alert> parted_;  ///< resolved alerts of clusters that were taken out
    alerting::Lifecycle own_alerts_;
    std::vector<config::Maintenance> open_windows_;
    std::vector<alerting::RememberedAlert> remembered_;
    Chronicle chronicle_;
    std::optional<Monotonic> last_answer_;
    net::Wakeup wakeup_;
    Peers peers_;
    net::TaskHandle keeping_time_;
};

}  // namespace druidwatch::watch

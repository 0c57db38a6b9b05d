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
#include "watch/secrets.hpp"

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
    Conductor(net::Loop& loop, net::HttpClient& http, const config::Config& config,
              const Secrets& secrets, Identity identity, SnapshotBoard& board,
              Listeners listeners = {});
    ~Conductor();

    /// Alerts of an earlier life of the agent; before `start`.
    void restore(std::vector<alerting::RememberedAlert> remembered);

    void start();

  private:
    struct Watched;

    void add(const config::Cluster& cluster, const Secrets& secrets);
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
    const config::Config& config_;
    Identity identity_;
    SnapshotBoard& board_;
    Listeners listeners_;
    Instant started_;
    Counters counters_;
    std::list<Watched> clusters_;
    alerting::Lifecycle own_alerts_;
    std::vector<config::Maintenance> open_windows_;
    std::vector<alerting::RememberedAlert> remembered_;
    Chronicle chronicle_;
    std::optional<Monotonic> last_answer_;
    net::Wakeup wakeup_;
    net::TaskHandle keeping_time_;
};

}  // namespace druidwatch::watch

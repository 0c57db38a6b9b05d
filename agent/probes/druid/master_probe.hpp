#pragma once

#include "cluster/druid_view.hpp"
#include "probes/druid/recheck.hpp"
#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"
#include "probes/slow_gate.hpp"

namespace druidwatch::probes::druid {

/// One master's own word about the roles it has.
class MasterProbe final : public Probe {
  public:
    struct Paces {
        config::Pace leads;       ///< `isLeader`
        config::Pace leader;      ///< `/leader`, slow
        config::Pace properties;  ///< and at a restart
    };

    struct Sinks {
        std::array<Sink<bool>, 2> leads;                  ///< by Role
        std::array<Sink<cluster::LeaderWord>, 2> leader;  ///< by Role
        Sink<cluster::DruidProperties> properties;
    };

    /// `roles`: at least one; `slow`: the client for slow questions, whose long requests must not
    /// take the turns of others; `quorum`: whether ZooKeeper has one, as far as is known.
    MasterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow,
                std::vector<cluster::Role> roles, Paces paces, std::function<bool()> quorum,
                Sinks sinks);

    /// Asks for every role's `isLeader` at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask_leads(cluster::Role role, cluster::Means means);
    /// One role after the other, for only one slow question may be in flight.
    net::Task<void> ask_leaders(cluster::Means means);
    net::Task<void> ask_leader(cluster::Role role, cluster::Means means);
    net::Task<void> ask_properties(cluster::Means means);
    void notice_restart(const Result<bool>& answer);
    void on_start() override;
    void on_stop() override;

    HttpTarget http_;
    std::vector<cluster::Role> roles_;
    SlowGate slow_;
    Sinks sinks_;
    std::vector<Poller*> leads_;
    Poller& properties_;
    Recheck properties_recheck_;
};

}  // namespace druidwatch::probes::druid

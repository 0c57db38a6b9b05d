#pragma once

#include "cluster/druid_view.hpp"
#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"
#include "probes/slow_gate.hpp"

namespace druidwatch::probes::druid {

/// Whether a Router serves, and whether it forwards to a leader of each role.
class RouterProbe final : public Probe {
  public:
    struct Sinks {
        Sink<bool> healthy;
        std::array<Sink<bool>, 2> routed_leader;  ///< by Role
    };

    /// `slow`: the client for slow questions; `quorum`: whether ZooKeeper has one.
    RouterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow, config::Pace health,
                config::Pace routed, std::function<bool()> quorum, Sinks sinks);

    /// Asks for its health at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask_health(cluster::Means means);
    /// One role after the other, for only one slow question may be in flight.
    net::Task<void> ask_routed_leaders(cluster::Means means);
    net::Task<void> ask_routed_leader(cluster::Role role, cluster::Means means);
    void on_start() override;
    void on_stop() override;

    HttpTarget http_;
    SlowGate slow_;
    std::array<cluster::Role, 2> roles_ = cluster::both_roles;
    Sinks sinks_;
    Poller& health_;
    Poller& routed_;
};

}  // namespace druidwatch::probes::druid

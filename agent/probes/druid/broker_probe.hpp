#pragma once

#include "cluster/druid_view.hpp"
#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"
#include "probes/slow_gate.hpp"

namespace druidwatch::probes::druid {

/// Whether a Broker says that it is ready, and whether it answers a query: it never does not for
/// want of ZooKeeper, so both may be asked fast. And which servers it sees, which is slow.
class BrokerProbe final : public Probe {
  public:
    struct Paces {
        config::Pace readiness;
        config::Pace query;
        config::Pace servers;
    };

    struct Sinks {
        Sink<bool> ready;
        Sink<bool> query;
        Sink<cluster::ServersSeen> servers;
    };

    /// `slow`: the client for slow questions; `quorum`: whether ZooKeeper has one.
    BrokerProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow, Paces paces,
                std::function<bool()> quorum, Sinks sinks);

    /// Asks for readiness at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask_readiness(cluster::Means means);
    net::Task<void> ask_query(cluster::Means means);
    net::Task<void> ask_servers(cluster::Means means);
    void on_start() override;
    void on_stop() override;

    HttpTarget http_;
    SlowGate slow_;
    Sinks sinks_;
    Poller& readiness_;
    Poller& servers_;
};

}  // namespace druidwatch::probes::druid

#pragma once

#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::druid {

/// Whether a Broker says that it is ready, and whether it answers a query. It never does for want
/// of ZooKeeper, so both may be asked fast.
class BrokerProbe final : public Probe {
  public:
    struct Sinks {
        Sink<bool> ready;
        Sink<bool> query;
    };

    BrokerProbe(ProbeContext context, HttpTarget http, config::Pace readiness, config::Pace query,
                Sinks sinks);

    /// Asks for readiness at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask_readiness(cluster::Means means);
    net::Task<void> ask_query(cluster::Means means);
    void on_start() override;
    void on_stop() override;

    HttpTarget http_;
    Sinks sinks_;
    Poller& readiness_;
};

}  // namespace druidwatch::probes::druid

#pragma once

#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::balancer {

/// A Broker's readiness through the balancer, on a new connection each time: where it leads now,
/// not where a kept connection was once led.
class BalancerProbe final : public Probe {
  public:
    BalancerProbe(ProbeContext context, HttpTarget http, config::Pace pace, Sink<bool> ready);

    /// Asks at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask(cluster::Means means);

    HttpTarget http_;
    Sink<bool> ready_;
    Poller& poller_;
};

}  // namespace druidwatch::probes::balancer

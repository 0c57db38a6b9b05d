#pragma once

#include "cluster/druid_view.hpp"
#include "probes/http_exchange.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::balancer {

/// What comes back through the balancer, on a new connection each time: where it leads now, not
/// where a kept connection was once led. A Broker's readiness, and which Broker answers.
class BalancerProbe final : public Probe {
  public:
    struct Paces {
        config::Pace readiness;
        config::Pace answerer;
    };

    struct Sinks {
        Sink<bool> ready;
        Sink<cluster::AnsweredBy> answered_by;
    };

    BalancerProbe(ProbeContext context, HttpTarget http, Paces paces, Sinks sinks);

    /// Asks for readiness at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask_readiness(cluster::Means means);
    net::Task<void> ask_answerer(cluster::Means means);

    HttpTarget http_;
    Sinks sinks_;
    Poller& readiness_;
};

}  // namespace druidwatch::probes::balancer

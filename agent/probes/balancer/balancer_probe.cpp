#include "probes/balancer/balancer_probe.hpp"

#include "probes/druid/readiness.hpp"
#include "probes/http_exchange.hpp"

namespace druidwatch::probes::balancer {

using cluster::Means;

BalancerProbe::BalancerProbe(ProbeContext context, HttpTarget http, config::Pace pace,
                             Sink<bool> ready)
    : Probe(std::move(context), "balancer", http.node()),
      http_(std::move(http)),
      ready_(std::move(ready)),
      poller_(ask_every(pace, "readiness", [this](Means means) { return ask(means); })) {}

void BalancerProbe::poke(Means means) { poller_.poke(means); }

net::Task<void> BalancerProbe::ask(Means means) {
    auto request = http_.get(druid::readiness_path, timeout());
    request.new_connection = true;
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    report("readiness", means, observe(std::move(went), druid::parse_readiness), ready_);
}

}  // namespace druidwatch::probes::balancer

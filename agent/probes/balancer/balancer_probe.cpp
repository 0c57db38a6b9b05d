#include "probes/balancer/balancer_probe.hpp"

#include "probes/balancer/answered_by.hpp"
#include "probes/druid/properties.hpp"
#include "probes/druid/readiness.hpp"

namespace druidwatch::probes::balancer {

using cluster::Means;

BalancerProbe::BalancerProbe(ProbeContext context, HttpTarget http, Paces paces, Sinks sinks)
    : Probe(std::move(context), "balancer", http.node()),
      http_(std::move(http)),
      sinks_(std::move(sinks)),
      readiness_(ask_every(paces.readiness, "readiness",
                           [this](Means means) { return ask_readiness(means); })) {
    ask_every(paces.answerer, "answered_by", [this](Means means) { return ask_answerer(means); });
}

void BalancerProbe::poke(Means means) { readiness_.poke(means); }

net::Task<void> BalancerProbe::ask_readiness(Means means) {
    auto request = http_.get(druid::readiness_path, timeout());
    request.new_connection = true;
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    report("readiness", means, observe(std::move(went), druid::parse_readiness), sinks_.ready);
}

net::Task<void> BalancerProbe::ask_answerer(Means means) {
    auto request = http_.get(druid::properties_path, timeout());
    request.new_connection = true;
    request.max_body = druid::properties_limit;
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    report("answered_by", means, observe(std::move(went), parse_answered_by), sinks_.answered_by);
}

}  // namespace druidwatch::probes::balancer

#include "probes/druid/broker_probe.hpp"

#include "probes/druid/readiness.hpp"
#include "probes/druid/select_one.hpp"

namespace druidwatch::probes::druid {

using cluster::Means;

BrokerProbe::BrokerProbe(ProbeContext context, HttpTarget http, config::Pace readiness,
                         config::Pace query, Sinks sinks)
    : Probe(std::move(context), "broker", http.node()),
      http_(std::move(http)),
      sinks_(std::move(sinks)),
      readiness_(
          ask_every(readiness, "readiness", [this](Means means) { return ask_readiness(means); })) {
    ask_every(query, "select_one", [this](Means means) { return ask_query(means); });
}

void BrokerProbe::poke(Means means) { readiness_.poke(means); }

void BrokerProbe::on_start() {
    http_.watch_connection([this] { poke(Means::connection_closed); });
}

void BrokerProbe::on_stop() { http_.unwatch_connection(); }

net::Task<void> BrokerProbe::ask_readiness(Means means) {
    auto went = co_await exchange(loop(), http_.client, http_.get(readiness_path, timeout()));
    report("readiness", means, observe(std::move(went), parse_readiness), sinks_.ready);
}

net::Task<void> BrokerProbe::ask_query(Means means) {
    auto request = http_.get(sql_path, timeout());
    request.method = "POST";
    request.body = select_one_body;
    request.content_type = "application/json";
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    report("select_one", means, observe(std::move(went), parse_select_one), sinks_.query);
}

}  // namespace druidwatch::probes::druid

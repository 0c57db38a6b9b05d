#include "probes/druid/broker_probe.hpp"

#include "probes/druid/readiness.hpp"
#include "probes/druid/select_one.hpp"
#include "probes/druid/servers_seen.hpp"

namespace druidwatch::probes::druid {

using cluster::Means;

BrokerProbe::BrokerProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow, Paces paces,
                         std::function<bool()> quorum, Sinks sinks)
    : Probe(std::move(context), "broker", http.node()),
      http_(std::move(http)),
      slow_(loop(), slow, paces.servers.interval, std::move(quorum)),
      sinks_(std::move(sinks)),
      readiness_(ask_every(paces.readiness, "readiness",
                           [this](Means means) { return ask_readiness(means); })),
      servers_(ask_every(paces.servers, "sys_servers",
                         [this](Means means) { return ask_servers(means); })) {
    ask_every(paces.query, "select_one", [this](Means means) { return ask_query(means); });
}

void BrokerProbe::poke(Means means) { readiness_.poke(means); }

void BrokerProbe::on_start() {
    http_.watch_connection([this] { poke(Means::connection_closed); });
}

void BrokerProbe::on_stop() { http_.unwatch_connection(); }

net::Task<void> BrokerProbe::ask_readiness(Means means) {
    auto went = co_await exchange(loop(), http_.client, http_.get(readiness_path, timeout()));
    if (went.response && slow_.node_answered()) servers_.poke();
    report("readiness", means, observe(std::move(went), parse_readiness), sinks_.ready);
}

net::Task<void> BrokerProbe::ask_query(Means means) {
    auto request = http_.post_json(sql_path, select_one_body, timeout());
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    report("select_one", means, observe(std::move(went), parse_select_one), sinks_.query);
}

net::Task<void> BrokerProbe::ask_servers(Means means) {
    auto request = http_.post_json(sql_path, sys_servers_body, timeout());
    request.max_body = servers_limit;
    auto went = co_await slow_.ask(std::move(request));
    if (!went) co_return;
    report("sys_servers", means, observe(std::move(*went), parse_sys_servers), sinks_.servers);
}

}  // namespace druidwatch::probes::druid

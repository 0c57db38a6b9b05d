#include "probes/druid/router_probe.hpp"

#include "probes/druid/is_leader.hpp"
#include "probes/druid/readiness.hpp"
#include "probes/druid/routed_leader.hpp"

namespace druidwatch::probes::druid {

using cluster::Means;
using cluster::Role;

namespace {

std::string_view routed_question(Role role) {
    return role == Role::coordinator ? "routed_coordinator" : "routed_overlord";
}

}  // namespace

RouterProbe::RouterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow,
                         config::Pace health, config::Pace routed, std::function<bool()> quorum,
                         Sinks sinks)
    : Probe(std::move(context), "router", http.node()),
      http_(std::move(http)),
      slow_(loop(), slow, routed.interval, std::move(quorum)),
      sinks_(std::move(sinks)),
      health_(ask_every(health, "health", [this](Means means) { return ask_health(means); })),
      routed_(ask_every(routed, "routed_leader",
                        [this](Means means) { return ask_routed_leaders(means); })) {}

void RouterProbe::poke(Means means) { health_.poke(means); }

void RouterProbe::on_start() {
    http_.watch_connection([this] { poke(Means::connection_closed); });
}

void RouterProbe::on_stop() { http_.unwatch_connection(); }

net::Task<void> RouterProbe::ask_health(Means means) {
    auto went = co_await exchange(loop(), http_.client, http_.get(health_path, timeout()));
    if (went.response && slow_.node_answered()) routed_.poke();
    report("health", means, observe(std::move(went), parse_health), sinks_.healthy);
}

net::Task<void> RouterProbe::ask_routed_leaders(Means means) {
    for (const auto role : roles_) co_await ask_routed_leader(role, means);
    // The role that went first may have shut the gate for the other.
    std::swap(roles_.front(), roles_.back());
}

net::Task<void> RouterProbe::ask_routed_leader(Role role, Means means) {
    auto went = co_await slow_.ask(http_.get(is_leader_path(role), timeout()));
    if (!went) co_return;
    report(routed_question(role), means, observe(std::move(*went), parse_routed_leader),
           sinks_.routed_leader[static_cast<std::size_t>(role)]);
}

}  // namespace druidwatch::probes::druid

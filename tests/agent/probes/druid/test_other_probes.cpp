#include "agent/probes/heard.hpp"
#include "agent/probes/http_stand_in.hpp"
#include "probes/balancer/balancer_probe.hpp"
#include "probes/druid/broker_probe.hpp"
#include "probes/druid/router_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::Means;

namespace {

struct Stage {
    HttpTarget target() { return {.client = client, .url = process.url(), .identity = {}}; }
    ProbeContext context() { return {.loop = loop, .timeout = 2s}; }

    net::Loop loop;
    net::HttpClient client{loop};
    net::HttpClient slow_client{loop};
    HttpStandIn process{loop};
};

}  // namespace

TEST_CASE("a Broker is asked for readiness, and to answer a query") {
    Stage stage;
    stage.process.answer("/druid/broker/v1/readiness", 200, "");
    stage.process.answer("/druid/v2/sql", 200, R"([{"EXPR$0":1}])");
    Heard<bool> ready;
    Heard<bool> query;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<BrokerProbe>(
            stage.context(), stage.target(), on_demand, on_demand,
            BrokerProbe::Sinks{.ready = ready.sink(), .query = query.sink()});
        probe->start();
        CHECK((co_await ready.next()).answer == true);
        CHECK((co_await query.next()).answer == true);
        stage.process.answer("/druid/broker/v1/readiness", 503, "");
        probe->poke();
        CHECK((co_await ready.next()).answer == false);
        stage.process.die();
        const auto lost = co_await ready.next();
        CHECK(lost.means == Means::connection_closed);
        CHECK(lost.answer.error().reason == Reason::refused);
    });
    const auto posted = std::ranges::find_if(
        stage.process.requests, [](const auto& r) { return r.starts_with("POST /druid/v2/sql "); });
    REQUIRE(posted != stage.process.requests.end());
    CHECK(posted->ends_with(R"({"query":"SELECT 1"})"));
    CHECK(posted->contains("Content-Type: application/json"));
}

TEST_CASE("a Router is asked for its health, and for a leader of each role through it") {
    Stage stage;
    stage.process.answer("/status/health", 200, "true");
    stage.process.answer("/druid/coordinator/v1/isLeader", 200, R"({"leader":true})");
    stage.process.answer("/druid/indexer/v1/isLeader", 503,
                         R"({"error":"Unable to determine destination[...]"})");
    Heard<bool> healthy;
    Heard<bool> coordinator;
    Heard<bool> overlord;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<RouterProbe>(
            stage.context(), stage.target(), stage.slow_client, on_demand,
            config::Pace{.interval = 20ms, .suspicious = 20ms}, [] { return true; },
            RouterProbe::Sinks{.healthy = healthy.sink(),
                               .routed_leader = {coordinator.sink(), overlord.sink()}});
        probe->start();
        CHECK((co_await healthy.next()).answer == true);
        CHECK((co_await coordinator.next()).answer == true);
        CHECK((co_await overlord.next()).answer == false);
    });
}

TEST_CASE("a balancer is asked on a new connection each time") {
    Stage stage;
    stage.process.answer("/druid/broker/v1/readiness", 200, "");
    Heard<bool> ready;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<balancer::BalancerProbe>(stage.context(), stage.target(),
                                                               on_demand, ready.sink());
        probe->start();
        for (int round = 1; round <= 3; ++round) {
            CHECK((co_await ready.next()).answer == true);
            CHECK(stage.process.connections() == round);
            probe->poke();
        }
    });
}

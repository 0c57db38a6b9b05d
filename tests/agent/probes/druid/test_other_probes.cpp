#include "agent/probes/heard.hpp"
#include "agent/probes/http_stand_in.hpp"
#include "probes/balancer/balancer_probe.hpp"
#include "probes/druid/broker_probe.hpp"
#include "probes/druid/router_probe.hpp"
#include "probes/druid/servers_seen.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::Means;

namespace {

constexpr config::Pace often{.interval = 10ms, .suspicious = 10ms};

struct Stage {
    HttpTarget target() { return {.client = client, .url = process.url(), .identity = {}}; }
    ProbeContext context() { return {.loop = loop, .timeout = answer_in}; }
    auto sys_servers_asked() const {
        return std::ranges::count_if(process.requests, [](const auto& request) {
            return request.ends_with(sys_servers_body);
        });
    }

    milliseconds answer_in = 2s;

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
            stage.context(), stage.target(), stage.slow_client,
            BrokerProbe::Paces{on_demand, on_demand, on_demand}, [] { return false; },
            BrokerProbe::Sinks{.ready = ready.sink(), .query = query.sink(), .servers = {}});
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

TEST_CASE("a Broker is asked for the servers it sees when it answers and there is a quorum") {
    Stage stage;
    stage.answer_in = 20ms;
    bool quorum = false;
    stage.process.answer("/druid/broker/v1/readiness", 200, "");
    stage.process.answer("/druid/v2/sql", 200, R"([{"server":"h2:8083"},{"server":"h1:8083"}])");
    stage.process.hold("/druid/broker/v1/readiness");
    Heard<bool> ready;
    Heard<cluster::ServersSeen> servers;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<BrokerProbe>(
            stage.context(), stage.target(), stage.slow_client,
            BrokerProbe::Paces{often, on_demand, on_demand}, [&] { return quorum; },
            BrokerProbe::Sinks{.ready = ready.sink(), .query = {}, .servers = servers.sink()});
        probe->start();
        const auto listen = [&]() -> net::Task<void> {
            const auto first_round = stage.loop.in(1100ms);
            while (stage.loop.now().mono < first_round) co_await ready.next();
        };
        co_await listen();  // it does not answer
        CHECK(stage.sys_servers_asked() == 0);
        stage.process.release();
        co_await listen();  // there is no quorum
        CHECK(stage.sys_servers_asked() == 0);
        quorum = true;
        CHECK((co_await servers.next()).answer == cluster::ServersSeen{{"h1:8083", "h2:8083"}});
    });
    CHECK(stage.sys_servers_asked() == 1);
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

TEST_CASE("a Router is not asked for leaders before it answered anything since the start") {
    Stage stage;
    stage.answer_in = 20ms;
    stage.process.answer("/status/health", 200, "true");
    stage.process.answer("/druid/coordinator/v1/isLeader", 200, R"({"leader":true})");
    stage.process.hold("/status/health");
    Heard<bool> healthy;
    Heard<bool> coordinator;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<RouterProbe>(
            stage.context(), stage.target(), stage.slow_client, often, on_demand,
            [] { return true; },
            RouterProbe::Sinks{.healthy = healthy.sink(),
                               .routed_leader = {coordinator.sink(), {}}});
        probe->start();
        const auto first_round = stage.loop.in(1100ms);
        while (stage.loop.now().mono < first_round) co_await healthy.next();
        CHECK(stage.process.asked("/druid/coordinator/v1/isLeader") == 0);
        stage.process.release();
        CHECK((co_await coordinator.next()).answer == true);
    });
}

TEST_CASE("a balancer is asked on a new connection each time, also which Broker answers") {
    Stage stage;
    stage.process.answer("/status/properties", 200,
                         R"({"druid.host":"b1","druid.plaintextPort":"8082"})");
    stage.process.answer("/druid/broker/v1/readiness", 200, "");
    Heard<bool> ready;
    Heard<cluster::AnsweredBy> answered_by;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<balancer::BalancerProbe>(
            stage.context(), stage.target(), balancer::BalancerProbe::Paces{on_demand, on_demand},
            balancer::BalancerProbe::Sinks{ready.sink(), answered_by.sink()});
        probe->start();
        CHECK((co_await answered_by.next()).answer == cluster::AnsweredBy{"b1:8082"});
        for (int round = 1; round <= 3; ++round) {
            CHECK((co_await ready.next()).answer == true);
            CHECK(stage.process.connections() == round + 1);
            probe->poke();
        }
    });
}

TEST_CASE("which Broker answers is asked on a new connection each time") {
    Stage stage;
    stage.process.answer("/status/properties", 200, R"({"druid.host":"b1"})");
    Heard<cluster::AnsweredBy> answered_by;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = make_probe<balancer::BalancerProbe>(
            stage.context(), stage.target(), balancer::BalancerProbe::Paces{on_demand, often},
            balancer::BalancerProbe::Sinks{{}, answered_by.sink()});
        probe->start();
        for (int round = 0; round < 5; ++round) co_await answered_by.next();
        CHECK(stage.process.connections() >= 5);
    });
}

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include "agent/net/on_loop.hpp"
#include "exporters/prometheus/probe_desk.hpp"
#include "exporters/prometheus/routes.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

using Socket = net::ScriptedServer::Socket;

net::Task<void> say_ready(Socket& socket, int) {
    while (co_await net::hear(socket, "\r\n\r\n")) {
        co_await net::say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
}

net::Task<void> say_nothing(Socket& socket, int) { co_await net::hear(socket, "never"); }

Request request_for(const std::string& target, const std::string& more = "",
                    const std::string& timeout = "") {
    return {.method = "GET", .target = "/probe?target=" + target + more, .scrape_timeout = timeout};
}

Context context_of(ProbeDesk& desk) { return {.now = system_now(), .probes = &desk}; }

/// What /probe answers, on this loop as on the server's.
net::Task<Response> asked(const Request& request, ProbeDesk& desk) {
    auto response = probe(request, context_of(desk), "");
    if (!response.later) co_return response;
    co_return co_await response.later();
}

/// The answer of one probe of a server that does as scripted.
Response probed(net::ScriptedServer::Script script, const std::string& more,
                const std::string& timeout = "2") {
    net::Loop loop;
    net::ScriptedServer server(loop, std::move(script));
    ProbeDesk desk({}, {}, {"watch1:19105", "0.1.0"});
    Response response;
    net::run(loop, [&]() -> net::Task<void> {
        response = co_await asked(request_for(to_string(server.endpoint()), more, timeout), desk);
    });
    return response;
}

}  // namespace

TEST_CASE("a Broker that is ready succeeds, with its own metrics and nobody else's") {
    const auto response = probed(say_ready, "&module=broker");
    CHECK(response.status == 200);
    CHECK_THAT(response.content_type, Contains("version=0.0.4"));
    CHECK_THAT(response.body, Contains("\nprobe_success 1\n"));
    CHECK_THAT(response.body, Contains("\nprobe_duration_seconds "));
    CHECK_THAT(response.body, Contains("\ndruid_ha_broker_ready{node=\"127.0.0.1:"));
    CHECK_THAT(response.body, !Contains("druidwatch_") && !Contains("druid_ha_headroom") &&
                                  !Contains("druid_ha_invariant"));
}

TEST_CASE("a target that refuses fails at once, one that is silent before Prometheus gives up") {
    net::Loop loop;
    const auto nobody = to_string(Endpoint{"127.0.0.1", net::deserted_port(loop)});
    ProbeDesk desk({}, {}, {"watch1:19105", "0.1.0"});
    net::run(loop, [&]() -> net::Task<void> {
        const auto refused = co_await asked(request_for(nobody, "&module=router"), desk);
        CHECK_THAT(refused.body, Contains("\nprobe_success 0\n"));
        CHECK_THAT(refused.body, Contains("druid_ha_node_up"));
    });
    const auto silent = probed(say_nothing, "&module=router", "0.8");
    CHECK_THAT(silent.body, Contains("\nprobe_success 0\n"));
    CHECK_THAT(silent.body, !Contains("druid_ha_node_up"));
}

TEST_CASE("debug tells what was asked and answered") {
    const auto response = probed(say_ready, "&module=broker&debug=true");
    CHECK_THAT(response.body, Contains(", readiness: answered after "));
    CHECK_THAT(response.body, Contains(": ready, after "));
    CHECK_THAT(response.body, Contains("\nprobe_success 1\n"));
}

TEST_CASE("more probes at once than may be are turned away, until one is over") {
    net::Loop loop;
    net::ScriptedServer server(loop, say_nothing);
    ProbeDesk desk({}, {}, {"watch1:19105", "0.1.0"});
    const auto request = request_for(to_string(server.endpoint()), "&module=router", "0.7");
    net::run(loop, [&]() -> net::Task<void> {
        std::size_t over = 0;
        net::Wakeup one_is_over(loop.wheel());
        for (std::size_t i = 0; i < ProbeDesk::at_once; ++i) {
            loop.spawn([](const Request& its, ProbeDesk& at, std::size_t& count,
                          net::Wakeup& wakeup) -> net::Task<void> {
                co_await asked(its, at);
                ++count;
                wakeup.poke();
            }(request, desk, over, one_is_over));
        }
        while (desk.has_room()) co_await one_is_over.wait_until(loop.in(1ms));
        CHECK(probe(request, context_of(desk), "").status == 503);
        while (over < ProbeDesk::at_once) co_await one_is_over.wait_until(loop.in(1s));
        CHECK(desk.has_room());
    });
}

TEST_CASE("stopping ends what is under way") {
    net::Loop loop;
    net::ScriptedServer server(loop, say_nothing);
    ProbeDesk desk({}, {}, {"watch1:19105", "0.1.0"});
    const auto began = system_now().mono;
    net::run(loop, [&]() -> net::Task<void> {
        loop.spawn([](std::string url, ProbeDesk& at) -> net::Task<void> {
            co_await asked(request_for(url, "&module=router", "30"), at);
        }(to_string(server.endpoint()), desk));
        net::Wakeup asked_of(loop.wheel());
        while (server.connections() == 0) co_await asked_of.wait_until(loop.in(1ms));
        desk.stop();
    });
    CHECK(system_now().mono - began < 15s);
}

TEST_CASE("an agent that probes nothing says so") {
    CHECK(probe(request_for("x:1", "&module=router"), {.now = system_now()}, "").status == 503);
    CHECK(probe(request_for("", ""), {.now = system_now()}, "").status == 400);
}

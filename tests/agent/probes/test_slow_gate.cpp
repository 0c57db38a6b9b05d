#include "agent/net/on_loop.hpp"
#include "probes/slow_gate.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;

namespace {

const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Imitates a Druid process whose thread waits for ZooKeeper: it answers only when told to.
struct SlowDruid {
    explicit SlowDruid(net::Loop& loop)
        : server(loop, [this](auto& socket, int) -> net::Task<void> {
              while (co_await net::hear(socket, "\r\n\r\n")) {
                  ++requests;
                  if (hangs) co_await unblocked.wait();
                  co_await net::say(socket, answer);
                  answered.wake();
              }
          }) {}

    bool hangs = false;
    int requests = 0;
    net::Waiter unblocked;
    net::Waiter answered;
    net::ScriptedServer server;
};

struct Stage {
    Stage() { gate.node_answered(); }

    net::Task<std::optional<HttpExchange>> ask(
        const std::string& path = "/druid/coordinator/v1/leader") {
        return gate.ask({.url = druid.server.url(path), .deadline = 30ms});
    }

    net::Loop loop;
    net::HttpClient client{loop};
    SlowDruid druid{loop};
    bool quorum = true;
    SlowGate gate{loop, client, 1ms, [this] { return quorum; }};
};

}  // namespace

TEST_CASE("a slow question that is answered in time is a question like any other") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        for (int i = 0; i < 2; ++i) {
            const auto went = co_await stage.ask();
            REQUIRE(went);
            REQUIRE(went->response);
            CHECK(went->response->body == "ok");
            CHECK(went->attempted == "GET /druid/coordinator/v1/leader");
        }
    });
    CHECK(stage.druid.requests == 2);
}

TEST_CASE("past its deadline a slow question stays in flight, and no other is asked until then") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.druid.hangs = true;
        const auto late = co_await stage.ask();
        REQUIRE(late);
        REQUIRE(!late->response);
        CHECK(late->response.error().reason == Reason::timed_out);

        co_await stage.loop.wheel().sleep_until(stage.loop.in(20ms));  // longer than its pause
        CHECK(!co_await stage.ask("/druid/coordinator/v1/loadstatus"));
        CHECK(stage.druid.requests == 1);

        stage.druid.hangs = false;
        stage.druid.unblocked.wake();
        co_await stage.druid.answered.wait();
        std::optional<HttpExchange> went;
        while (!went) {
            co_await stage.loop.wheel().sleep_until(stage.loop.in(5ms));
            went = co_await stage.ask();
        }
        CHECK(went->response);
        CHECK(stage.druid.requests == 2);
        CHECK(stage.druid.server.connections() == 1);  // nobody hung up on the slow one
    });
}

TEST_CASE("while a slow question hangs, that it does is told again whenever it would be asked") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.druid.hangs = true;
        const auto first = co_await stage.ask();
        const auto again = co_await stage.ask();
        REQUIRE(first);
        REQUIRE(again);
        CHECK(again->asked.mono == first->asked.mono);
        CHECK(again->answered.mono >= first->answered.mono);
        REQUIRE(!again->response);
        CHECK(again->response.error().reason == Reason::timed_out);
        CHECK(stage.druid.requests == 1);
    });
}

TEST_CASE("a slow question waits for its turn while another is being answered in time") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.druid.hangs = true;
        int answered = 0;
        net::Waiter all;
        const auto ask = [&]() -> net::Task<void> {
            const auto went = co_await stage.ask();
            CHECK((went && went->response));
            if (++answered == 2) all.wake();
        };
        stage.loop.spawn(ask());
        stage.loop.spawn(ask());
        while (stage.druid.requests == 0) {
            co_await stage.loop.wheel().sleep_until(stage.loop.in(1ms));
        }
        CHECK(stage.druid.requests == 1);
        stage.druid.hangs = false;
        stage.druid.unblocked.wake();
        co_await all.wait();
    });
    CHECK(stage.druid.requests == 2);
}

TEST_CASE("the gate tells when what it turned away may be asked") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        CHECK(!stage.gate.node_answered());
        stage.quorum = false;
        CHECK(!co_await stage.ask());
        CHECK(!stage.gate.node_answered());
        stage.quorum = true;
        CHECK(stage.gate.node_answered());
        CHECK(co_await stage.ask());
        CHECK(!stage.gate.node_answered());
    });
}

TEST_CASE("without a quorum nothing slow is asked") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.quorum = false;
        CHECK(!co_await stage.ask());
        stage.quorum = true;
        CHECK(co_await stage.ask());
    });
    CHECK(stage.druid.requests == 1);
}

TEST_CASE("a refused slow question leaves the gate open") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.druid.server.close();
        for (int i = 0; i < 2; ++i) {
            const auto went = co_await stage.ask();
            REQUIRE(went);
            CHECK(went->response.error().reason == Reason::refused);
        }
    });
}

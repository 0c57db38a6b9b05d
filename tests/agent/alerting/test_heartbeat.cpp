#include <catch2/catch.hpp>

#include "agent/alerting/stage.hpp"
#include "agent/alerting/stand_in_server.hpp"
#include "alerting/heartbeat.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using test::StandInServer;
using Manner = StandInServer::Manner;

namespace {

constexpr Monotonic start = Monotonic{} + 1h;

struct Scene : test::Stage {
    std::unique_ptr<StandInServer> listener;
    std::unique_ptr<Heartbeat> heartbeat;

    explicit Scene(Manner manner) : listener(std::make_unique<StandInServer>(loop, manner)) {
        heartbeat = std::make_unique<Heartbeat>(loop, http, listener->url() + "/secret-path", 1h);
    }
    ~Scene() {
        end([this] {
            heartbeat.reset();
            listener.reset();
        });
    }
};

}  // namespace

TEST_CASE("the heart does not beat before a round was completed, and then at once") {
    Pulse pulse(1min);
    CHECK(!pulse.next_due());
    pulse.round_completed();
    CHECK(pulse.next_due().value() <= start);
}

TEST_CASE("a beat comes once an interval, and not without a round in between") {
    Pulse pulse(1min);
    pulse.round_completed();
    pulse.report(true, start);
    CHECK(!pulse.next_due());
    pulse.round_completed();
    CHECK(pulse.next_due() == start + 1min);
    pulse.round_completed();
    CHECK(pulse.next_due() == start + 1min);
}

TEST_CASE("a beat that does not arrive is tried again, ever more seldom") {
    Pulse pulse(1min);
    pulse.round_completed();
    for (const auto wait : {1s, 2s, 4s, 8s, 15s, 15s}) {
        pulse.report(false, start);
        CHECK(pulse.next_due() == start + wait);
    }
    pulse.report(true, start);
    pulse.round_completed();
    pulse.report(false, start);
    CHECK(pulse.next_due() == start + 1s);
}

TEST_CASE("a completed round calls the URL") {
    Scene scene(Manner::accepts);
    scene.heartbeat->round_completed();
    REQUIRE(scene.until([&] { return scene.heartbeat->status().sent == 1; }));
    CHECK(scene.listener->requests()[0].head.starts_with("GET /secret-path HTTP/1.1"));
    scene.heartbeat->round_completed();
    CHECK(scene.listener->requests().size() == 1);
}

TEST_CASE("what a heartbeat failed of is told without its URL") {
    Scene scene(Manner::errs);
    scene.heartbeat->round_completed();
    REQUIRE(scene.until([&] { return scene.heartbeat->status().failed == 1; }));
    CHECK(scene.heartbeat->status().last_error == "HTTP 500");
    scene.listener->behave(Manner::talks_garbage);
    REQUIRE(scene.until([&] { return scene.heartbeat->status().failed == 2; }));
    CHECK(scene.heartbeat->status().last_error == "protocol");
}

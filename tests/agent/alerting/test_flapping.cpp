#include <catch2/catch.hpp>

#include "alerting/lifecycle.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using invariants::State;

namespace {

constexpr config::FlapDamping third_time{.fires = 3, .within = 10min, .calm = 2min};

struct Flapper {
    Lifecycle life{third_time};
    Judgement judgement{.key = {"production", "broker", "NodeDown", "b1:8082"}};

    bool is(State state, milliseconds at) {
        judgement.state = state;
        return life.step(std::array{judgement}, Instant{} + at);
    }
    void comes_and_goes(milliseconds at) {
        REQUIRE(is(State::violated, at));
        REQUIRE(is(State::holds, at + 5s));
    }
};

}  // namespace

TEST_CASE("an alert that fires too often stays until all was well for a while") {
    Flapper flapper;
    flapper.comes_and_goes(0s);
    flapper.comes_and_goes(1min);
    CHECK(flapper.is(State::violated, 2min));
    CHECK(!flapper.is(State::holds, 2min + 5s));
    CHECK(!flapper.is(State::violated, 3min));
    CHECK(!flapper.is(State::holds, 4min + 59s));
    CHECK(flapper.is(State::holds, 5min));
    CHECK(flapper.life.alerts().at(0).state == AlertState::resolved);
}

TEST_CASE("a flapping alert says that it flaps") {
    Flapper flapper;
    flapper.judgement.text = "b1:8082 is down.";
    flapper.comes_and_goes(0s);
    CHECK(flapper.life.alerts().at(0).description == "b1:8082 is down.");
    flapper.comes_and_goes(1min);
    flapper.is(State::violated, 2min);
    CHECK(flapper.life.alerts().at(0).description ==
          "b1:8082 is down. It fired 3 times within 10 min, so it stays until all was well for 2 "
          "min.");
}

TEST_CASE("what fired long ago does not make it flap") {
    Flapper flapper;
    flapper.comes_and_goes(0s);
    flapper.comes_and_goes(9min);
    flapper.comes_and_goes(11min);
    CHECK(flapper.is(State::violated, 12min));
    CHECK(!flapper.is(State::holds, 12min + 5s));
}

TEST_CASE("an agent that was restarted knows what flapped") {
    Flapper flapper;
    flapper.comes_and_goes(0s);
    flapper.comes_and_goes(1min);
    const auto remembered = flapper.life.remember(Instant{} + 90s);
    flapper.life = Lifecycle{third_time};
    flapper.life.restore(remembered, Instant{} + 100s);
    CHECK(flapper.is(State::violated, 2min));
    CHECK(!flapper.is(State::holds, 3min));
}

TEST_CASE("without a calm no alert is damped") {
    Flapper flapper{.life = Lifecycle{{.fires = 2, .within = 1h, .calm = 0s}}};
    for (int i = 0; i < 5; ++i) flapper.comes_and_goes(i * 1min);
}

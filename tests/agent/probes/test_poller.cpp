#include "agent/net/on_loop.hpp"
#include "agent/probes/heard.hpp"
#include "probes/poller.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using cluster::Means;

namespace {

/// A poller on a loop, and a question that each round lets the test look at.
struct Stage {
    explicit Stage(config::Pace pace)
        : poller(loop.wheel(), Cadence(pace, 0ms, loop.now().mono),
                 [this](Means means) { return ask(means); }) {}

    net::Task<void> ask(Means means) {
        rounds.push_back(means);
        begun.wake();
        if (held) co_await released.wait();
    }

    net::Task<void> until_rounds(std::size_t count) {
        while (rounds.size() < count) co_await begun.wait();
    }

    net::Loop loop;
    std::vector<Means> rounds;
    net::Waiter begun;
    net::Waiter released;
    bool held = false;
    Poller poller;
};

}  // namespace

TEST_CASE("a poke asks at once, by the means that it names, and only once") {
    Stage stage(on_demand);
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        stage.poller.poke(Means::connection_closed);
        co_await stage.until_rounds(2);
        stage.poller.poke();
        co_await stage.until_rounds(3);
    });
    CHECK(stage.rounds == std::vector{Means::poll, Means::connection_closed, Means::poll});
}

TEST_CASE("the means of a poke are those of one round only") {
    Stage stage({.interval = 20ms, .suspicious = 20ms});
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        stage.poller.poke(Means::watch);
        co_await stage.until_rounds(4);
    });
    CHECK(std::ranges::count(stage.rounds, Means::watch) == 1);
}

TEST_CASE("pokes while a question is in flight make one more, after it") {
    Stage stage(on_demand);
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.held = true;
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        stage.poller.poke(Means::watch);
        stage.poller.poke(Means::watch);
        co_await stage.loop.wheel().sleep_until(stage.loop.in(20ms));
        CHECK(stage.rounds.size() == 1);
        stage.held = false;
        stage.released.wake();
        co_await stage.until_rounds(2);
        co_await stage.loop.wheel().sleep_until(stage.loop.in(20ms));
    });
    CHECK(stage.rounds == std::vector{Means::poll, Means::watch});
}

TEST_CASE("suspicion speeds a waiting poller up, and asks nothing by itself") {
    Stage stage({.interval = 1h, .suspicious = 10ms});
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        stage.poller.set_suspicious(true);
        CHECK(stage.rounds.size() == 1);
        co_await stage.until_rounds(4);
        stage.poller.set_suspicious(false);
        const auto asked = stage.rounds.size();
        co_await stage.loop.wheel().sleep_until(stage.loop.in(50ms));
        CHECK(stage.rounds.size() <= asked + 1);
    });
}

TEST_CASE("a round that came to nothing may have the next one come soon") {
    Stage stage({.interval = 1h, .suspicious = 1h});
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        stage.poller.ask_again_within(10ms);
        co_await stage.until_rounds(2);
    });
    CHECK(stage.poller.missed_rounds() == 0);
}

TEST_CASE("rounds that a slow answer covers are missed, not made up for") {
    Stage stage({.interval = 10ms, .suspicious = 10ms});
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.held = true;
        const auto polling = stage.loop.start(stage.poller.run());
        co_await stage.until_rounds(1);
        co_await stage.loop.wheel().sleep_until(stage.loop.in(100ms));
        CHECK(stage.rounds.size() == 1);
        stage.held = false;
        stage.released.wake();
        co_await stage.until_rounds(2);
    });
    CHECK(stage.poller.missed_rounds() >= 8);
    CHECK(stage.rounds.size() == 2);
}

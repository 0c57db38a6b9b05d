#include "net/lateness.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {

constexpr Monotonic start{1h};

}  // namespace

TEST_CASE("beats that run when they are due tell of no lateness") {
    Lateness lateness;
    lateness.beat(start, start + 100ms);
    lateness.beat(start + 100ms, start + 200ms);
    CHECK(lateness.within(start, start + 150ms) == 0ms);
    CHECK_FALSE(lateness.was_deaf(start, start + 150ms));
}

TEST_CASE("of a beat that ran late counts what lies within the time that is asked for") {
    Lateness lateness;
    lateness.beat(start, start + 100ms);
    lateness.beat(start + 400ms, start + 500ms);
    CHECK(lateness.within(start, start + 500ms) == 300ms);
    CHECK(lateness.within(start + 200ms, start + 300ms) == 100ms);
    CHECK(lateness.within(start + 450ms, start + 500ms) == 0ms);
}

TEST_CASE("a beat that is due and did not run yet counts") {
    Lateness lateness;
    lateness.beat(start, start + 100ms);
    CHECK(lateness.within(start, start + 300ms) == 200ms);
}

TEST_CASE("who could not listen for more than half of the time was deaf") {
    Lateness lateness;
    for (auto now = start; now < start + 1s; now += 200ms) lateness.beat(now, now + 100ms);
    CHECK(lateness.was_deaf(start + 100ms, start + 800ms));
    CHECK_FALSE(lateness.was_deaf(start, start + 800ms));
}

TEST_CASE("a process that was stopped was deaf until it went on") {
    Lateness lateness;
    lateness.beat(start, start + 100ms);
    lateness.beat(start + 20s, start + 20100ms);
    CHECK(lateness.was_deaf(start, start + 20s));
    CHECK_FALSE(lateness.was_deaf(start + 20s, start + 20050ms));
}

TEST_CASE("lateness of more than a minute ago is forgotten") {
    Lateness lateness;
    lateness.beat(start, start + 100ms);
    lateness.beat(start + 1s, start + 1100ms);
    lateness.beat(start + 1min + 2s, start + 1min + 3s);
    CHECK(lateness.within(start, start + 1s) == 0ms);
}

TEST_CASE("a loop that was held up knows it") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        loop.spawn(loop.listen_to_itself());
        co_await loop.wheel().sleep_until(loop.in(5ms));
        const auto held_up = loop.now().mono;
        while (loop.now().mono < held_up + 4 * Loop::beat) continue;
        CHECK(loop.lateness().was_deaf(held_up, loop.now().mono));
    });
}

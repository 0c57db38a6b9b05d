#include "net/lateness.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {

constexpr Monotonic start{1h};

}  // namespace

TEST_CASE("what runs when it is due tells of no lateness") {
    Lateness lateness;
    lateness.due(start + 100ms);
    lateness.ran(start + 100ms + Lateness::tolerance);
    lateness.due(start + 200ms);
    CHECK(lateness.within(start, start + 150ms) == 0ms);
    CHECK_FALSE(lateness.was_deaf(start, start + 150ms));
}

TEST_CASE("of what ran late counts what lies within the time that is asked for") {
    Lateness lateness;
    lateness.due(start + 100ms);
    lateness.ran(start + 400ms);
    CHECK(lateness.within(start, start + 500ms) == 300ms);
    CHECK(lateness.within(start + 200ms, start + 300ms) == 100ms);
    CHECK(lateness.within(start + 450ms, start + 500ms) == 0ms);
}

TEST_CASE("what is due and did not run yet counts") {
    Lateness lateness;
    lateness.due(start + 100ms);
    CHECK(lateness.within(start, start + 300ms) == 200ms);
}

TEST_CASE("who could not listen for more than half of the time was deaf") {
    Lateness lateness;
    for (auto at = start + 100ms; at < start + 800ms; at += 200ms) {
        lateness.due(at);
        lateness.ran(at + 100ms);
    }
    CHECK(lateness.was_deaf(start + 100ms, start + 800ms));
    CHECK_FALSE(lateness.was_deaf(start, start + 800ms));
}

TEST_CASE("a process that was stopped was deaf until it went on") {
    Lateness lateness;
    lateness.due(start + 100ms);
    lateness.ran(start + 20s);
    lateness.due(start + 20100ms);
    CHECK(lateness.was_deaf(start, start + 20s));
    CHECK_FALSE(lateness.was_deaf(start + 20s, start + 20050ms));
}

TEST_CASE("lateness of more than a minute ago is forgotten") {
    Lateness lateness;
    lateness.due(start + 100ms);
    lateness.ran(start + 1s);
    lateness.due(start + 1min + 2s);
    lateness.ran(start + 1min + 2s);
    CHECK(lateness.within(start, start + 1s) == 0ms);
}

TEST_CASE("a loop that was held up knows it by what was due") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        const Alarm due(loop.wheel(), loop.in(10ms), [] {});
        const auto held_up = loop.now().mono;
        while (loop.now().mono < held_up + 400ms) continue;
        CHECK(loop.lateness().was_deaf(held_up, loop.now().mono));
        co_await loop.wheel().sleep_until(loop.in(0ms));
        CHECK(loop.lateness().was_deaf(held_up, held_up + 400ms));
    });
}

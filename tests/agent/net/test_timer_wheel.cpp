#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

TEST_CASE("sleepers wake in the order of their times, and none early") {
    Loop loop;
    std::vector<int> woken;
    run(loop, [&]() -> Task<void> {
        const auto start = loop.now().mono;
        const auto sleep = [&](int ms) -> Task<void> {
            co_await loop.wheel().sleep_until(start + milliseconds(ms));
            CHECK(loop.now().mono >= start + milliseconds(ms));
            woken.push_back(ms);
        };
        for (const int ms : {31, 1, 16}) loop.spawn(sleep(ms));
        co_await sleep(46);
    });
    CHECK(woken == std::vector{1, 16, 31, 46});
}

TEST_CASE("a time that has passed wakes at once") {
    Loop loop;
    run(loop, [&]() -> Task<void> { co_await loop.wheel().sleep_until(Monotonic{}); });
}

TEST_CASE("the wheel goes by the clock that is passed in") {
    auto shift = std::chrono::hours(0);
    Loop loop([&] { return system_now() + shift; });
    run(loop, [&]() -> Task<void> {
        shift = std::chrono::hours(1000);
        const auto when = loop.in(1ms);
        co_await loop.wheel().sleep_until(when);
        CHECK(loop.now().mono >= when);
    });
}

TEST_CASE("an alarm that is destroyed never rings") {
    Loop loop;
    bool rang = false;
    run(loop, [&]() -> Task<void> {
        {
            const Alarm alarm(loop.wheel(), loop.in(1ms), [&] { rang = true; });
        }
        co_await loop.wheel().sleep_until(loop.in(15ms));
    });
    CHECK_FALSE(rang);
}

TEST_CASE("an alarm may destroy itself when it rings") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        std::optional<Alarm> alarm;
        Waiter rang;
        alarm.emplace(loop.wheel(), loop.in(1ms), [&] {
            alarm.reset();
            rang.wake();
        });
        co_await rang.wait();
    });
}

TEST_CASE("a poke ends a wait early and is told from the end of the time") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        Wakeup wakeup(loop.wheel());
        loop.post([&] { wakeup.poke(); });
        CHECK(co_await wakeup.wait_until(loop.in(10min)));
        CHECK_FALSE(co_await wakeup.wait_until(loop.in(1ms)));
    });
}

TEST_CASE("a poke that nobody waited for is kept for the next wait, once") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        Wakeup wakeup(loop.wheel());
        wakeup.poke();
        wakeup.poke();
        CHECK(co_await wakeup.wait_until(loop.in(10min)));
        const auto when = loop.in(12ms);
        CHECK_FALSE(co_await wakeup.wait_until(when));
        CHECK(loop.now().mono >= when);
    });
}

TEST_CASE("a wakeup that is destroyed cancels whoever waits for it") {
    Loop loop;
    bool returned = false;
    run(loop, [&]() -> Task<void> {
        auto wakeup = std::make_unique<Wakeup>(loop.wheel());
        const auto waits = [&]() -> Task<void> {
            co_await wakeup->wait_until(loop.in(10min));
            returned = true;
        };
        const auto handle = loop.start(waits());
        co_await loop.wheel().sleep_until(loop.in(1ms));
        wakeup.reset();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK_FALSE(handle.running());
    });
    CHECK_FALSE(returned);
}

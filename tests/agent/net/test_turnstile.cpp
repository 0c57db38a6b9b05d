#include "net/turnstile.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

TEST_CASE("who comes beyond the limit enters when another leaves, in order") {
    Loop loop;
    std::vector<int> entered;
    run(loop, [&]() -> Task<void> {
        Turnstile turnstile(loop.wheel(), 1);
        auto first = co_await turnstile.enter(loop.in(1min));
        const auto enter = [&](int who) -> Task<void> {
            const auto turn = co_await turnstile.enter(loop.in(1min));
            entered.push_back(who);
        };
        const auto second = loop.start(enter(2));
        const auto third = loop.start(enter(3));
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK(entered.empty());
        CHECK(turnstile.waiting() == 2);
        first.reset();
        co_await loop.wheel().sleep_until(loop.in(1ms));
    });
    CHECK(entered == std::vector{2, 3});
}

TEST_CASE("who waits beyond its deadline gets no turn, and takes none from the next") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        Turnstile turnstile(loop.wheel(), 1);
        auto first = co_await turnstile.enter(loop.in(1min));
        CHECK_FALSE(co_await turnstile.enter(loop.in(1ms)));
        first.reset();
        CHECK(co_await turnstile.enter(loop.in(1min)));
    });
}

TEST_CASE("a turn given to a task that is being cancelled goes to the next") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        Turnstile turnstile(loop.wheel(), 1);
        auto first = co_await turnstile.enter(loop.in(1min));
        const auto enter = [&]() -> Task<void> { co_await turnstile.enter(loop.in(1min)); };
        auto second = loop.start(enter());
        co_await loop.wheel().sleep_until(loop.in(1ms));
        first.reset();
        second.cancel();
        CHECK(co_await turnstile.enter(loop.in(1min)));
    });
}

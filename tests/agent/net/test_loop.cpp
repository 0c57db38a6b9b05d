#include <stdexcept>
#include <thread>

#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {

// Tells when its coroutine's frame is gone.
struct Witness {
    bool& gone;
    explicit Witness(bool& its_gone) : gone(its_gone) {}
    ~Witness() { gone = true; }
};

Task<void> sleep_forever(Loop& loop, bool& gone) {
    const Witness witness(gone);
    co_await loop.wheel().sleep_until(Monotonic::max());
}

}  // namespace

TEST_CASE("an exception that escapes a task ends that task and no other") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        const auto fails = []() -> Task<void> {
            throw std::runtime_error("a defect");
            co_return;
        };
        const auto handle = loop.start(fails());
        co_await loop.wheel().sleep_until(loop.now().mono + 1ms);
        CHECK_FALSE(handle.running());
    });
}

TEST_CASE("a task ends where it waits when its handle is cancelled or destroyed") {
    Loop loop;
    bool first_gone = false;
    bool second_gone = false;
    run(loop, [&]() -> Task<void> {
        auto first = loop.start(sleep_forever(loop, first_gone));
        {
            const auto second = loop.start(sleep_forever(loop, second_gone));
            co_await loop.wheel().sleep_until(loop.in(1ms));
            CHECK(second.running());
        }
        first.cancel();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK(first_gone);
        CHECK(second_gone);
    });
}

TEST_CASE("a task ends where it waits when its handle takes over another task") {
    Loop loop;
    bool first_gone = false;
    bool second_gone = false;
    run(loop, [&]() -> Task<void> {
        auto handle = loop.start(sleep_forever(loop, first_gone));
        handle = loop.start(sleep_forever(loop, second_gone));
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK(first_gone);
        CHECK_FALSE(second_gone);
    });
    CHECK(second_gone);
}

TEST_CASE("a task that waits for the network ends when cancelled") {
    Loop loop;
    bool gone = false;
    run(loop, [&]() -> Task<void> {
        boost::asio::ip::tcp::acceptor acceptor(loop.context(),
                                                {boost::asio::ip::address_v4::loopback(), 0});
        const auto accepts = [&]() -> Task<void> {
            const Witness witness(gone);
            co_await acceptor.async_accept(boost::asio::use_awaitable);
        };
        auto handle = loop.start(accepts());
        co_await loop.wheel().sleep_until(loop.in(1ms));
        handle.cancel();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK(gone);
    });
}

TEST_CASE("stopping ends every task before run returns") {
    Loop loop;
    bool gone = false;
    loop.spawn(sleep_forever(loop, gone));
    loop.post([&] { loop.stop(); });
    loop.run();
    CHECK(gone);
}

TEST_CASE("a loop that never ran ends its tasks when destroyed") {
    bool gone = false;
    {
        Loop loop;
        loop.spawn(sleep_forever(loop, gone));
    }
    CHECK(gone);
}

TEST_CASE("work posted from another thread runs on the loop") {
    Loop loop;
    std::thread::id ran_on;
    std::thread other([&] {
        loop.post([&] {
            ran_on = std::this_thread::get_id();
            loop.stop();
        });
    });
    loop.run();
    other.join();
    CHECK(ran_on == std::this_thread::get_id());
}

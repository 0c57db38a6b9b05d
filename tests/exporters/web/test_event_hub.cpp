#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/event_hub.hpp"

using namespace druidwatch::exporters;

namespace {

EventHub::Event event(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

/// A stream whose events are read only when the test says so.
struct Stream {
    Stream(EventHub& hub, boost::asio::io_context& loop)
        : io(loop), subscription(hub, loop.get_executor()) {}

    /// Everything that there is by now; "dropped" at its end where it was.
    std::vector<std::string> read(std::size_t count) {
        std::vector<std::string> got;
        boost::asio::co_spawn(
            io,
            [&]() -> boost::asio::awaitable<void> {
                while (got.size() < count) {
                    const auto next = co_await subscription.next();
                    got.push_back(next ? *next : "dropped");
                }
            },
            boost::asio::detached);
        io.restart();
        io.run_for(std::chrono::seconds(10));
        return got;
    }

    boost::asio::io_context& io;
    EventHub::Subscription subscription;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a stream begins with the greeting and goes on with every event in order") {
    boost::asio::io_context io;
    EventHub hub(100, [] { return event("hello"); });
    Stream stream(hub, io);
    hub.send(event("a"));
    hub.send(event("b"));
    CHECK(stream.read(3) == Texts{"hello", "a", "b"});
}

TEST_CASE("a stream that waits is woken by the next event") {
    boost::asio::io_context io;
    EventHub hub(100, [] { return EventHub::Event{}; });
    Stream stream(hub, io);
    boost::asio::post(io, [&] { hub.send(event("late")); });
    CHECK(stream.read(1) == Texts{"late"});
}

TEST_CASE("a stream with more waiting than the backlog is dropped, and no other") {
    boost::asio::io_context io;
    EventHub hub(10, [] { return EventHub::Event{}; });
    Stream slow(hub, io);
    Stream quick(hub, io);
    for (const auto* text : {"0123456", "789"}) {
        hub.send(event(text));
        CHECK(quick.read(1) == Texts{text});
    }
    hub.send(event("x"));
    CHECK(quick.read(1) == Texts{"x"});
    CHECK(slow.read(1) == Texts{"dropped"});
}

TEST_CASE("one event larger than the backlog drops nobody") {
    boost::asio::io_context io;
    EventHub hub(10, [] { return EventHub::Event{}; });
    Stream stream(hub, io);
    hub.send(event("longer than ten bytes"));
    CHECK(stream.read(1) == Texts{"longer than ten bytes"});
}

TEST_CASE("the hub is empty once its streams have ended") {
    boost::asio::io_context io;
    EventHub hub(10, [] { return EventHub::Event{}; });
    {
        Stream stream(hub, io);
        CHECK(!hub.empty());
    }
    CHECK(hub.empty());
}

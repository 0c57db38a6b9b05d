#include <catch2/catch.hpp>

#include "exporters/web/event_feed.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

namespace {

/// What the feed says at a time: "message", "pulse", or nothing.
struct Listener {
    EventFeed feed{{}, {.coalesce = 100ms, .pulse = 2s, .renewal = 10s}};
    watch::Snapshot snapshot;
    Monotonic start{1h};

    std::string at(milliseconds since) {
        const auto event = feed.next(snapshot, start + since);
        if (!event) return "";
        REQUIRE(event->ends_with("\n\n"));
        return event->starts_with("event: pulse\ndata: {\"taken\"") ? "pulse"
               : event->starts_with("data: {")                      ? "message"
                                                                    : *event;
    }
    milliseconds due() { return std::chrono::duration_cast<milliseconds>(feed.due() - start); }
};

}  // namespace

TEST_CASE("a change is told at once, and those right after it as one") {
    Listener listener;
    CHECK(listener.at(0ms) == "message");
    listener.feed.changed();
    CHECK(listener.at(50ms) == "");
    CHECK(listener.due() == 100ms);
    listener.feed.changed();
    CHECK(listener.at(100ms) == "message");
    CHECK(listener.at(150ms) == "");
    listener.feed.changed();
    CHECK(listener.at(1s) == "message");
}

TEST_CASE("while nothing changes a pulse tells that all is still as it was") {
    Listener listener;
    CHECK(listener.at(0ms) == "message");
    CHECK(listener.due() == 2s);
    CHECK(listener.at(1999ms) == "");
    CHECK(listener.at(2s) == "pulse");
    CHECK(listener.at(4s) == "pulse");
    CHECK(listener.due() == 6s);
}

TEST_CASE("now and then the whole is renewed, for the times within it") {
    Listener listener;
    CHECK(listener.at(0ms) == "message");
    CHECK(listener.at(9s) == "pulse");
    CHECK(listener.due() == 10s);
    CHECK(listener.at(10s) == "message");
    CHECK(listener.due() == 12s);
}

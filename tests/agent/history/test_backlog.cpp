#include <catch2/catch.hpp>

#include "history/backlog.hpp"
#include "history/ring.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

std::vector<Event> changes(int count, WallTime first = day(1)) {
    std::vector<Event> events;
    for (int i = 0; i < count; ++i) events.push_back(leader_changed(first + i * 1s));
    return events;
}

}  // namespace

TEST_CASE("what waits is taken in its order, a batch at a time") {
    Backlog backlog;
    CHECK(backlog.empty());
    const auto events = changes(static_cast<int>(Backlog::batch) + 1);
    backlog.add(events);
    CHECK(backlog.take().events.size() == Backlog::batch);
    CHECK(backlog.take().events == std::vector{events.back()});
    CHECK(backlog.empty());
}

TEST_CASE("what could not be written waits before what came since") {
    Backlog backlog;
    const auto events = changes(3);
    backlog.add({events[0], events[1]});
    auto part = backlog.take();
    backlog.add({events[2]});
    backlog.put_back(std::move(part));
    CHECK(backlog.take().events == events);
}

TEST_CASE("of too many, the oldest are given up and counted") {
    Backlog backlog;
    const auto events = changes(static_cast<int>(Backlog::capacity) + 5);
    backlog.add(events);
    CHECK(backlog.dropped() == 5);
    CHECK(backlog.take().events.front() == events[5]);
}

TEST_CASE("only the newest set of documents is kept, also when an older one comes back") {
    Backlog backlog;
    backlog.replace({"old"});
    auto part = backlog.take();
    CHECK(part.documents == Documents{"old"});
    backlog.replace({});
    backlog.put_back(std::move(part));
    CHECK(backlog.take().documents == Documents{});
    CHECK_FALSE(backlog.take().documents);
}

TEST_CASE("memory shows the newest of a day first, and says when there are more") {
    Ring ring;
    ring.add(changes(3), day(1));
    auto query = everything();
    query.limit = 2;
    const auto found = ring.find(query);
    CHECK(found.from_memory);
    CHECK(found.more);
    CHECK(found.events == std::vector{changes(3)[2], changes(3)[1]});
    query.limit = 3;
    CHECK_FALSE(ring.find(query).more);
}

TEST_CASE("memory forgets what is older than a day, and the oldest of too many") {
    Ring ring;
    ring.add(changes(1, day(1)), day(1));
    ring.add(changes(1, day(2) + 1s), day(2) + 1s);
    CHECK(ring.find(everything()).events.size() == 1);
    ring.add(changes(5000, day(2)), day(2));
    auto query = everything();
    query.limit = 10'000;
    CHECK(ring.find(query).events.size() == Ring::capacity);
}

TEST_CASE("what is told only afterwards has its place among the others") {
    Ring ring;
    ring.add(changes(2), day(1));
    const Event overlap = leader_changed(day(1) + 500ms, "m3:8081");
    ring.add({{overlap}}, day(1) + 2s);
    CHECK(ring.find(everything()).events[1] == overlap);
}

#include <catch2/catch.hpp>

#include "cli/told/told_event.hpp"

using namespace druidwatch;
using namespace druidwatch::cli;

TEST_CASE("a history is read oldest first, with the cost of a failover") {
    const auto events = read_history(R"({"events": [
        {"at": "2026-11-24T03:00:02.000Z", "kind": "alert_fired", "druid_cluster": "lab",
         "tier": "overlord", "text": "fired", "alert": "DruidHaNoLeader", "node": ""},
        {"at": "2026-11-24T03:00:01.000Z", "kind": "leader_change", "druid_cluster": "lab",
         "tier": "overlord", "text": "m2 leads", "from": "m1", "to": "m2", "gap_seconds": 0.5}]})");
    REQUIRE(events);
    REQUIRE(events->size() == 2);
    CHECK(events->at(0).gap_seconds == 0.5);
    CHECK(events->at(0).alert.empty());
    CHECK(events->at(1).alert == "DruidHaNoLeader");
    CHECK(events->at(0).at < events->at(1).at);
}

TEST_CASE("what is no history is told as that") {
    CHECK(!read_history("{}"));
    CHECK(!read_history("<html>"));
}

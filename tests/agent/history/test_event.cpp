#include <catch2/catch.hpp>

#include "history/event_json.hpp"
#include "samples.hpp"

using namespace druidwatch;
using namespace druidwatch::history;
using namespace druidwatch::test;

namespace {

std::optional<Event> written_and_read(const Event& event) {
    return parse_event(from_microseconds(to_microseconds(event.at)), kind_of(event), event.cluster,
                       event.tier, detail_of(event));
}

}  // namespace

TEST_CASE("every kind of event is read as it was written, to the microsecond") {
    const auto at = day(1) + std::chrono::microseconds(123'456);
    auto lossy = leader_changed(at);
    std::get<LeaderChange>(lossy.what).lost_bytes = 1LL << 40;
    auto lossier = leader_changed(at);
    std::get<LeaderChange>(lossier.what).lost_transactions = 3;
    const Event overlap{.at = at,
                        .cluster = "production",
                        .tier = "overlord",
                        .what = Overlap{"m1:8081", "m2:8081", at - 400ms, at, true}};
    auto stopped = agent_started(at);
    std::get<AgentChange>(stopped.what).stopped = true;
    std::get<AgentChange>(stopped.what).cut_off = true;
    for (const auto& event : {leader_changed(at), lossy, lossier, overlap, alert(at),
                              alert(at, true), agent_started(at), stopped}) {
        CHECK(written_and_read(event) == event);
    }
}

TEST_CASE("times before 1970 keep their microsecond, too") {
    CHECK(to_microseconds(WallTime{} - 1ns) == -1);
    CHECK(from_microseconds(-1) == WallTime{} - std::chrono::microseconds(1));
}

TEST_CASE("a detail that somebody else wrote is no event") {
    for (const auto* detail :
         {"", "[]", "null", "{}", "{\"from\": 3}", "{\"agent\": \"a\"", "\xff\xfe"}) {
        for (const auto kind : all_kinds) CHECK_FALSE(parse_event(day(1), kind, "", "", detail));
    }
}

TEST_CASE("each kind is found by its name, and no other name is a kind") {
    for (const auto kind : all_kinds) CHECK(parse_kind(name_of(kind)) == kind);
    CHECK_FALSE(parse_kind("failover"));
    CHECK_FALSE(parse_kind(""));
}

TEST_CASE("what happened is told as a person says it") {
    CHECK(sentence(leader_changed(day(1))) ==
          "m2:8081 leads after m1:8081; for 6.9 s none was seen to.");
    auto lossy = leader_changed(day(1));
    std::get<LeaderChange>(lossy.what).lost_bytes = 512;
    CHECK(sentence(lossy) ==
          "m2:8081 leads after m1:8081; for 6.9 s none was seen to; 512 bytes were lost.");
    CHECK(sentence(alert(day(1), true)) == "Resolved: m1:8081 is down.");
    CHECK(sentence(agent_started(day(1))) == "watch1:19105 began to watch.");
}

TEST_CASE("what the agent did concerns every cluster") {
    auto query = everything();
    query.cluster = "production";
    CHECK(matches(agent_started(day(1)), query));
    CHECK(matches(leader_changed(day(1)), query));
    CHECK_FALSE(matches(leader_changed(day(1), "m2:8081", "staging"), query));
    query.kind = Kind::alert_fired;
    CHECK(matches(alert(day(1)), query));
    CHECK_FALSE(matches(alert(day(1), true), query));
    query.to = day(1) - 1s;
    CHECK_FALSE(matches(alert(day(1)), query));
}

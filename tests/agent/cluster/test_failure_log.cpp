#include <catch2/catch.hpp>

#include "cluster/track.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;

namespace {

Monotonic after(std::chrono::nanoseconds since) { return (Instant{} + since).mono; }

}  // namespace

TEST_CASE("failures of an hour are told by reason, the newest first") {
    FailureLog log;
    log.note(Reason::refused, Instant{} + 1min);
    log.note(Reason::timed_out, Instant{} + 20min);
    log.note(Reason::refused, Instant{} + 40min);

    const auto told = log.last_hour(after(41min));
    REQUIRE(told.size() == 2);
    CHECK(told[0].reason == Reason::refused);
    CHECK(told[0].times == 2);
    CHECK(told[0].first == Instant{} + 1min);
    CHECK(told[0].last == Instant{} + 40min);
    CHECK(told[1].reason == Reason::timed_out);
}

TEST_CASE("a failure is forgotten after an hour") {
    FailureLog log;
    log.note(Reason::refused, Instant{} + 1min);
    CHECK(log.last_hour(after(61min)).size() == 1);
    CHECK(log.last_hour(after(62min)).empty());
}

TEST_CASE("however much fails, its log does not grow") {
    FailureLog log;
    for (int minute = 0; minute < 60; ++minute) {
        for (const auto reason : all_reasons) log.note(reason, Instant{} + minute * 1min);
    }
    std::uint32_t times = 0;
    for (const auto& spell : log.last_hour(after(60min))) times += spell.times;
    // Each spell is five minutes of failures, one a minute.
    CHECK(times <= FailureLog::capacity * 5);
    CHECK(times > 0);
}

TEST_CASE("a track logs how asking failed, beyond its last observations") {
    Track<bool> track(2s);
    const auto record = [&](seconds at, Result<bool> answer) {
        track.record({.asked = Instant{} + at, .answered = Instant{} + at, .answer = answer});
    };
    record(0s, std::unexpected(Failure{Reason::reset, "ask", "n:1", ""}));
    for (std::size_t i = 1; i <= Track<bool>::depth; ++i) record(seconds(i), true);
    const auto told = track.failures().last_hour(after(10s));
    REQUIRE(told.size() == 1);
    CHECK(told[0].reason == Reason::reset);
}

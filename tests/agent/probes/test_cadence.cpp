#include <catch2/catch.hpp>

#include "probes/cadence.hpp"

using namespace druidwatch;
using probes::Cadence;

namespace {

constexpr config::Pace pace{.interval = 10s, .suspicious = 1s};

Monotonic at(milliseconds since_epoch) { return Monotonic{} + since_epoch; }

}  // namespace

TEST_CASE("the first round comes within a second of the start, later ones on the grid") {
    Cadence cadence(pace, 3'700ms, at(100s));
    CHECK(cadence.due() == at(100'700ms));
    cadence.begun(at(100'700ms));
    CHECK(cadence.due() == at(103'700ms));
    cadence.finished(at(100'710ms));
    CHECK(cadence.due() == at(103'700ms));
    cadence.begun(at(103'702ms));
    CHECK(cadence.due() == at(113'700ms));
}

TEST_CASE("a grid shorter than a second starts within one interval") {
    Cadence cadence({.interval = 250ms, .suspicious = 250ms}, 600ms, at(100s));
    CHECK(cadence.due() == at(100'100ms));
}

TEST_CASE("a round that takes long misses those it covers, and the next comes on the grid") {
    Cadence cadence(pace, 0ms, at(100s));
    cadence.begun(at(100s));
    cadence.finished(at(135s));
    CHECK(cadence.missed_rounds() == 3);  // of 110, 120 and 130
    CHECK(cadence.due() == at(140s));
}

TEST_CASE("a round that ends on time misses none") {
    Cadence cadence(pace, 0ms, at(100s));
    cadence.begun(at(100s));
    cadence.finished(at(110s));
    CHECK(cadence.missed_rounds() == 0);
    CHECK(cadence.due() == at(110s));
}

TEST_CASE("a round that somebody asked for between two is not counted, and moves no grid") {
    Cadence cadence(pace, 0ms, at(100s));
    cadence.begun(at(100s));
    cadence.begun(at(104s));
    cadence.finished(at(104s));
    CHECK(cadence.due() == at(110s));
    CHECK(cadence.missed_rounds() == 0);
}

TEST_CASE("a round may be wanted before the grid, never after it") {
    Cadence cadence(pace, 0ms, at(100s));
    cadence.begun(at(100s));
    cadence.due_by(at(101s));
    cadence.finished(at(100'500ms));
    CHECK(cadence.due() == at(101s));
    cadence.begun(at(101s));
    CHECK(cadence.due() == at(110s));
    cadence.due_by(at(111s));
    CHECK(cadence.due() == at(110s));
    CHECK(cadence.missed_rounds() == 0);
}

TEST_CASE("suspicion brings the next round nearer at once, and its end takes it away") {
    Cadence cadence(pace, 200ms, at(100s));
    cadence.begun(at(100'200ms));
    cadence.suspicious(true, at(101'500ms));
    CHECK(cadence.due() == at(102'200ms));
    cadence.begun(at(102'200ms));
    CHECK(cadence.due() == at(103'200ms));
    cadence.suspicious(true, at(102'900ms));
    CHECK(cadence.due() == at(103'200ms));
    cadence.suspicious(false, at(103s));
    CHECK(cadence.due() == at(110'200ms));
    CHECK(cadence.missed_rounds() == 0);
}

TEST_CASE("a target keeps its phase, and targets are spread over the interval") {
    CHECK(Cadence::phase_of("m1:8081 isLeader") == Cadence::phase_of("m1:8081 isLeader"));
    std::array<int, 10> tenths{};
    for (int i = 0; i < 1000; ++i) {
        const auto phase = Cadence::phase_of("broker" + std::to_string(i) + ":8082") % 1'000ms;
        REQUIRE(phase >= 0ms);
        ++tenths[static_cast<std::size_t>(phase / 100ms)];
    }
    for (const auto count : tenths) CHECK(count > 50);
}

TEST_CASE("an interval of nothing is a millisecond, not an endless loop") {
    Cadence cadence({.interval = 0ms, .suspicious = 0ms}, 5ms, at(100s));
    cadence.begun(at(100s));
    CHECK(cadence.due() == at(100'001ms));
}

TEST_CASE("phases an interval apart make members take turns") {
    std::vector<Monotonic> due;
    for (int member = 0; member < 3; ++member) {
        Cadence cadence({.interval = 6s, .suspicious = 500ms}, member * 2s, at(60s));
        cadence.begun(at(60s));
        due.push_back(cadence.due());
    }
    CHECK(due == std::vector{at(66s), at(62s), at(64s)});
}

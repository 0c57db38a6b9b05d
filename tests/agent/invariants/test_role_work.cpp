#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::Duties;
using cluster::LeaderRequest;
using cluster::Role;
using invariants::State;

TEST_CASE("a leader whose work hangs or fails does not do it, for the budget") {
    auto scene = healthy();
    const auto verdict = [&](const char* tier = "coordinator") {
        return judged(scene, tier, "LeaderNotInitialized", "m1");
    };
    CHECK(verdict().state == State::holds);
    scene.at(1s).fails_work("m1", Role::coordinator, Reason::timed_out);
    CHECK(verdict().state == State::violated);
    CHECK(verdict().hold == 35s);
    scene.fails_work("m1", Role::coordinator, Reason::unavailable);
    CHECK(verdict().state == State::violated);
    // A leading Overlord that is not ready answers 503 to `workers` (facts: druid.md §1).
    scene.answers_as_leader("m1", Role::overlord, {LeaderRequest::Fate::nowhere, {}});
    CHECK(verdict("overlord").text ==
          "Overlord m1:8081 says that it leads, and does not do its work: answers 503.");
    scene.fails_work("m1", Role::overlord, Reason::not_allowed);
    CHECK(verdict("overlord").state == State::unknown);
}

TEST_CASE("what was asked of a standby says nothing about the leader that it became") {
    auto scene = healthy();
    scene.at(10s).denies_both("m1").leads_both("m2");
    CHECK(state(scene, "coordinator", "LeaderNotInitialized", "m2") == State::unknown);
    scene.at(11s).works("m2");
    CHECK(state(scene, "coordinator", "LeaderNotInitialized", "m2") == State::holds);
}

TEST_CASE("who holds the latch and denies leading does not get ready") {
    auto scene = healthy();
    scene.at(1s).denies("m1");
    const auto verdict = judged(scene, "coordinator", "LeaderNotInitialized", "m1");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("holds the latch and denies"));
    CHECK(state(scene, "coordinator", "LeaderNotInitialized", "m2") == State::holds);
    scene.hides_latches();
    CHECK(state(scene, "coordinator", "LeaderNotInitialized", "m1") == State::unknown);
}

TEST_CASE("no leader has a leader that is not initialized as its cause") {
    const auto& causes = invariants::find({"overlord", "NoLeader"})->because_of;
    CHECK(std::ranges::count(causes, std::string_view("LeaderNotInitialized"),
                             &invariants::InvariantId::name) == 1);
}

TEST_CASE("duties that end no run for three periods stand still, by our own clock") {
    auto scene = healthy();
    auto& leader = scene.master("m1");
    const auto look = [&](milliseconds at, std::string ended) {
        scene.at(at).again();
        leader.record_duties(scene.answer(Duties{{"Historical", 60s, std::move(ended)}}));
        return state(scene, "coordinator", "DutiesStale", "m1");
    };
    // Druid's clock may be hours off: only that it moves counts.
    CHECK(look(60s, "1970-01-01T00:01:00Z") == State::holds);
    CHECK(look(240s, "1970-01-01T00:01:00Z") == State::holds);
    CHECK(look(255s, "1970-01-01T00:01:00Z") == State::violated);
    CHECK(judged(scene, "coordinator", "DutiesStale", "m1").text ==
          "Of the leading Coordinator m1:8081, Historical did not end a run for more than 3 "
          "periods.");
    CHECK(look(270s, "1970-01-01T00:02:00Z") == State::holds);
}

TEST_CASE("a standby has no duties") {
    auto scene = healthy();
    CHECK(state(scene, "coordinator", "DutiesStale", "m2") == State::holds);
    scene.at(1s).fails_master("m2", Reason::refused);
    CHECK(state(scene, "coordinator", "DutiesStale", "m2") == State::unknown);
}

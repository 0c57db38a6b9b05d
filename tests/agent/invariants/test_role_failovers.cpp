#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::Role;
using invariants::State;

namespace {

/// From m1, with answers that leave nothing open about when.
void fails_over(Scene& scene, milliseconds gap) {
    scene.at(1s).leads_both("m1").denies_both("m2");
    scene.at(1s + 1ms).fails_master("m1", Reason::refused);
    scene.at(1s + gap).denies_both("m2");
    scene.at(1s + gap + 1ms).leads_both("m2");
}

}  // namespace

TEST_CASE("a failover is told for a quarter of an hour, with how long none led") {
    auto scene = healthy();
    fails_over(scene, 7s);
    const auto verdict = judged(scene, "overlord", "FailedOver");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text ==
          "m2:8081 leads as Overlord now, after m1:8081; for 7 s none was seen to.");
    scene.at(16min).again();
    CHECK(state(scene, "overlord", "FailedOver") == State::holds);
}

TEST_CASE("a failover that took longer than the budget is slow, and one within it is not") {
    auto scene = healthy();
    fails_over(scene, 34s);
    CHECK(state(scene, "coordinator", "FailoverSlow") == State::holds);

    scene = healthy();
    fails_over(scene, 36s);
    const auto verdict = judged(scene, "coordinator", "FailoverSlow");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text ==
          "The failover of the Coordinator from m1:8081 to m2:8081 took 36 s, longer than 35 s.");
    scene.at(17min).again();
    CHECK(state(scene, "coordinator", "FailoverSlow") == State::holds);
}

TEST_CASE("a leader that changes four times in ten minutes flaps, and calms down after them") {
    auto scene = healthy();
    for (int i = 1; i <= 4; ++i) {
        CHECK(state(scene, "overlord", "LeaderFlapping") == State::holds);
        const std::string to = i % 2 ? "m2" : "m1";
        const std::string from = i % 2 ? "m1" : "m2";
        scene.at(i * 60s).denies_both(from).leads_both(to);
    }
    CHECK(state(scene, "overlord", "LeaderFlapping") == State::violated);
    scene.at(11min + 1s).again();
    CHECK(state(scene, "overlord", "LeaderFlapping") == State::holds);
}

TEST_CASE("a latch whose first child is another again and again flaps, though nobody ever led") {
    // An Overlord without its database takes the latch and leaves it every few seconds (facts:
    // druid.md §0.7).
    auto scene = healthy();
    for (int i = 1; i <= 2; ++i) {
        scene.at(i * 8s).shows_latch(Role::overlord, {"m2", "m1"});
        CHECK(state(scene, "overlord", "LeaderFlapping") == State::holds);
        scene.at(i * 8s + 4s).shows_latch(Role::overlord, {});
        scene.shows_latch(Role::overlord, {"m1", "m2"});
    }
    const auto verdict = judged(scene, "overlord", "LeaderFlapping");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("another latch child came first 4 times"));
}

#include <catch2/catch.hpp>

#include "cluster/druid_view.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using druidwatch::test::Scene;

namespace {

const RoleHistory& history(const Scene& scene) {
    return scene.view().druid->history_of(Role::coordinator);
}

}  // namespace

TEST_CASE("a failover goes from the last proof of the old leader to the first of the new") {
    Scene scene;
    scene.at(0s).leads("m1").denies("m2");
    scene.at(1s).leads("m1").denies("m2");
    scene.at(2s).fails_master("m1", Reason::refused).denies("m2");
    scene.at(7s).denies("m2");
    scene.at(8s).leads("m2");
    REQUIRE(history(scene).failovers.size() == 1);
    const auto& failover = history(scene).failovers.front();
    CHECK(failover.from == Scene::node("m1"));
    CHECK(failover.to == Scene::node("m2"));
    CHECK(failover.first_proof_of_new.mono - failover.last_proof_of_old.mono == 7s);
    // Polls a second apart leave open when in that second: the middle is at most half of it off.
    CHECK(abs(failover.gap() - 6s) <= 2ms);
}

TEST_CASE("a lead ends when its connection does, not in the middle between two polls") {
    Scene scene;
    scene.at(0s).leads("m1").denies("m2");
    scene.at(900ms);
    auto refused = scene.failure<bool>("m1", Reason::refused);
    refused.means = Means::connection_closed;
    scene.view().druid->record_claim(scene.master("m1"), Role::coordinator, refused);
    scene.at(7s).denies("m2");
    scene.at(7s + 100ms).leads("m2");
    CHECK(abs(history(scene).failovers.front().gap() - 6150ms) <= 2ms);
}

TEST_CASE("a leader that leads on after one silence did not end there") {
    Scene scene;
    scene.at(0s).leads("m1").denies("m2");
    scene.at(1s).fails_master("m1", Reason::timed_out);
    scene.at(9s).leads("m1").denies("m2");
    scene.at(10s).denies("m1").leads("m2");
    CHECK(history(scene).failovers.front().gap() <= 2ms);
}

TEST_CASE("the first leader that is seen is no failover") {
    Scene scene;
    scene.at(0s).leads("m1");
    CHECK(history(scene).failovers.empty());
}

TEST_CASE("two leaders at once are no failover back and forth") {
    Scene scene;
    scene.at(0s).leads("m1").denies("m2");
    for (int i = 1; i < 10; ++i) scene.at(seconds{i}).leads("m1").leads("m2");
    CHECK(history(scene).failovers.empty());
}

TEST_CASE("a leader that comes back without another in between is no failover") {
    Scene scene;
    scene.at(0s).leads("m1").denies("m2");
    scene.at(2s).denies("m1").denies("m2");
    scene.at(5s).leads("m1").denies("m2");
    CHECK(history(scene).failovers.empty());
}

TEST_CASE("the session timeout is the longest that a master told") {
    Scene scene;
    CHECK(session_timeout(scene.view()) == 30s);
    auto& masters = scene.view().druid->masters;
    masters.front().properties.record({.answer = DruidProperties{.session_timeout = 6s}});
    masters.back().properties.record({.answer = DruidProperties{.session_timeout = 8s}});
    CHECK(session_timeout(scene.view()) == 8s);
    CHECK(failover_budget(scene.view()) == 13s);
}

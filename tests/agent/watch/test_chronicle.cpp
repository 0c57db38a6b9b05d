#include <catch2/catch.hpp>

#include "support/scene.hpp"
#include "watch/chronicle.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;
using alerting::Alert;
using alerting::AlertState;
using cluster::Role;
using druidwatch::test::Scene;
using history::AlertChange;
using history::Event;
using history::LeaderChange;
using history::Overlap;

namespace {

Snapshot seen(const Scene& scene, std::vector<Alert> alerts = {}) {
    return {.taken = scene.instant(),
            .clusters = {{.view = scene.view()}},
            .alerts = std::move(alerts)};
}

Scene healthy() {
    Scene scene;
    scene.at(1s).all_is_well();
    return scene;
}

/// A chronicle that has seen the scene as it is.
Chronicle begun(const Scene& scene) {
    Chronicle chronicle;
    CHECK(chronicle.news(seen(scene)).empty());
    return chronicle;
}

Alert node_down(AlertState state, WallTime since = WallTime{} + 100s) {
    Alert alert{.key = {"production", "master", "NodeDown", "m1:8081"}, .state = state};
    alert.violated_since = since;
    alert.resolved_at = since + 30s;
    alert.description = "m1:8081 is down.";
    return alert;
}

std::vector<Event> overlaps(Chronicle& chronicle, const Snapshot& snapshot) {
    auto events = chronicle.news(snapshot);
    std::erase_if(events,
                  [](const Event& event) { return kind_of(event) != history::Kind::overlap; });
    return events;
}

}  // namespace

TEST_CASE("a healthy cluster makes no history, however often it is looked at") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).again();
    CHECK(chronicle.news(seen(scene)).empty());
}

TEST_CASE("a failover of a role is told once, with its proofs and how long none led") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    const auto last = scene.instant();
    scene.at(2s).fails_master("m1", Reason::refused).denies_both("m2");
    CHECK(chronicle.news(seen(scene)).empty());
    scene.at(9s).leads_both("m2");
    const auto events = chronicle.news(seen(scene));
    REQUIRE(events.size() == 2);
    CHECK(events[0].tier == "coordinator");
    CHECK(events[1].tier == "overlord");
    CHECK(events[0].cluster == scene.view().name);
    CHECK(events[0].at == scene.instant().wall);
    const auto& change = std::get<LeaderChange>(events[0].what);
    CHECK(change.from == "m1:8081");
    CHECK(change.to == "m2:8081");
    CHECK(change.last_proof_of_old == last.wall);
    CHECK(change.first_proof_of_new == scene.instant().wall);
    CHECK(change.gap > 5s);
    scene.at(10s).leads_both("m2");
    CHECK(chronicle.news(seen(scene)).empty());
}

TEST_CASE("failovers between two looks are told in their order") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).denies_both("m1").leads_both("m2");
    scene.at(3s).denies_both("m2").leads_both("m1");
    std::vector<std::string> to;
    for (const auto& event : chronicle.news(seen(scene))) {
        if (event.tier == "overlord") to.push_back(std::get<LeaderChange>(event.what).to);
    }
    CHECK(to == std::vector<std::string>{"m2:8081", "m1:8081"});
}

TEST_CASE("a failover of the metadata store tells what was lost, where that is known") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).fails_database("pg1", Reason::refused);
    scene.at(4s).is_primary("pg2", 0x3000000, 2);
    const auto events = chronicle.news(seen(scene));
    REQUIRE(events.size() == 1);
    CHECK(events[0].tier == "metadata");
    const auto& change = std::get<LeaderChange>(events[0].what);
    CHECK(change.to == Scene::node("pg2"));
    CHECK(change.gap == 3s);
    CHECK(change.lost_bytes == scene.view().metadata->failovers.front().lost_bytes);
}

TEST_CASE("another leader of the ensemble is told once the old one's word is gone") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).says_state("zk2", test::leader_state(1));
    CHECK(chronicle.news(seen(scene)).empty());
    scene.at(3s).fails_state("zk1", Reason::refused);
    const auto events = chronicle.news(seen(scene));
    REQUIRE(events.size() == 1);
    CHECK(events[0].tier == "zookeeper");
    CHECK(std::get<LeaderChange>(events[0].what).from == Scene::node("zk1"));
    CHECK(std::get<LeaderChange>(events[0].what).to == Scene::node("zk2"));
    scene.at(4s).says_state("zk2", test::leader_state(1));
    CHECK(chronicle.news(seen(scene)).empty());
}

TEST_CASE("two leaders between two looks are told though nobody was there to judge them") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).leads("m2");
    const auto from = scene.instant().wall;
    scene.at(2s + 100ms).leads("m1");
    scene.at(2s + 200ms).leads("m2");
    scene.at(2s + 300ms).leads("m1");
    scene.at(2s + 400ms).denies("m1");
    const auto events = overlaps(chronicle, seen(scene));
    REQUIRE(events.size() == 1);
    CHECK(events[0].at == from);
    CHECK(events[0].tier == "coordinator");
    CHECK(std::get<Overlap>(events[0].what) ==
          Overlap{"m1:8081", "m2:8081", from, from + 200ms, false});
    CHECK(overlaps(chronicle, seen(scene)).empty());
}

TEST_CASE("a hand-over is no overlap") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).leads("m2");
    scene.at(2s + 100ms).denies("m1");
    scene.at(2s + 200ms).leads("m2");
    CHECK(overlaps(chronicle, seen(scene)).empty());
}

TEST_CASE("an overlap that lasts is told when it is over, and that its alert fired") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    Alert alert{.key = {scene.view().name, "coordinator", "MultipleLeaders", ""}};
    scene.at(2s).leads("m2");
    const auto from = scene.instant().wall;
    for (auto at = 2s + 250ms; at < 6s; at += 500ms) {
        scene.at(at).leads("m1");
        scene.at(at + 250ms).leads("m2");
        if (at > 4s) alert.state = AlertState::firing;
        CHECK(overlaps(chronicle, seen(scene, {alert})).empty());
    }
    scene.at(7s).denies("m1");
    const auto events = overlaps(chronicle, seen(scene));
    REQUIRE(events.size() == 1);
    const auto& overlap = std::get<Overlap>(events[0].what);
    CHECK(overlap.from == from);
    CHECK(overlap.until - overlap.from > 3s);
    CHECK(overlap.alerted);
}

TEST_CASE("an overlap ends when one of both falls silent") {
    auto scene = healthy();
    auto chronicle = begun(scene);
    scene.at(2s).leads("m2");
    scene.at(2s + 100ms).leads("m1");
    CHECK(overlaps(chronicle, seen(scene)).empty());
    scene.at(3s).fails_master("m1", Reason::timed_out);
    CHECK(overlaps(chronicle, seen(scene)).size() == 1);
}

TEST_CASE("an alert is told when it fires and when it resolves, once each") {
    const auto scene = healthy();
    auto chronicle = begun(scene);
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::pending)})).empty());
    auto events = chronicle.news(seen(scene, {node_down(AlertState::firing)}));
    REQUIRE(events.size() == 1);
    CHECK(events[0].at == scene.instant().wall);
    CHECK(events[0].cluster == "production");
    CHECK_FALSE(std::get<AlertChange>(events[0].what).resolved);
    CHECK(std::get<AlertChange>(events[0].what).since == WallTime{} + 100s);
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::firing)})).empty());
    events = chronicle.news(seen(scene, {node_down(AlertState::resolved)}));
    REQUIRE(events.size() == 1);
    CHECK(events[0].at == WallTime{} + 130s);
    CHECK(std::get<AlertChange>(events[0].what).resolved);
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::resolved)})).empty());
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::pending)})).empty());
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::firing)})).size() == 1);
}

TEST_CASE("the Watchdog, which always fires, is no history") {
    const auto scene = healthy();
    auto chronicle = begun(scene);
    auto watchdog = node_down(AlertState::firing);
    watchdog.severity = invariants::Severity::none;
    CHECK(chronicle.news(seen(scene, {watchdog})).empty());
}

TEST_CASE("what fired before a restart is not told again after it, and its end is") {
    const auto scene = healthy();
    Chronicle chronicle({node_down(AlertState::firing)});
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::firing)})).empty());
    CHECK(chronicle.news(seen(scene, {node_down(AlertState::resolved)})).size() == 1);
}

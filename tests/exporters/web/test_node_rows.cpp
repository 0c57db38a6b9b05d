#include <algorithm>

#include <catch2/catch.hpp>

#include "exporters/web/node_rows.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using cluster::Role;
using cluster::ServerMode;
using test::Scene;

namespace {

NodeRow row(const Scene& scene, std::string_view tier, const std::string& name) {
    for (const auto& [each, rows] : node_rows(scene.view(), scene.now())) {
        if (each != tier) continue;
        const auto found = std::ranges::find(rows, Scene::node(name), &NodeRow::node);
        REQUIRE(found != rows.end());
        return *found;
    }
    FAIL("no such tier");
    return {};
}

Scene well() {
    Scene scene;
    scene.all_is_well();
    return scene;
}

/// State and note in one, as the page says them.
std::string said(const NodeRow& row) { return std::string(name_of(row.state)) + ": " + row.note; }

}  // namespace

TEST_CASE("tiers stand in the order of dependence") {
    std::vector<std::string_view> tiers;
    for (const auto& tier : node_rows(well().view(), well().now())) tiers.push_back(tier.tier);
    CHECK(tiers == std::vector<std::string_view>{"zookeeper", "metadata", "coordinator", "overlord",
                                                 "broker", "balancer", "router"});
}

TEST_CASE("a tier that is not watched has no rows") {
    auto scene = well();
    scene.view().zookeeper.reset();
    scene.view().druid.reset();
    const auto tiers = node_rows(scene.view(), scene.now());
    REQUIRE(tiers.size() == 1);
    CHECK(tiers.front().tier == "metadata");
}

TEST_CASE("in good health every row says what its node is") {
    const auto scene = well();
    CHECK(said(row(scene, "zookeeper", "zk1")) == "leading: leader");
    CHECK(said(row(scene, "zookeeper", "zk2")) == "up: follower");
    CHECK(said(row(scene, "metadata", "pg1")) == "leading: primary");
    CHECK(said(row(scene, "metadata", "pg2")) == "up: standby · lag 0 s");
    CHECK(said(row(scene, "metadata", "pg-vip")) == "up: endpoint · primary");
    CHECK(said(row(scene, "overlord", "m1")) == "leading: leader");
    CHECK(said(row(scene, "overlord", "m2")) == "up: standby");
    CHECK(said(row(scene, "broker", "b1")) == "up: 1 ms");
    CHECK(row(scene, "coordinator", "m1").leads ==
          std::vector<std::string_view>{"coordinator", "overlord"});
    CHECK(row(scene, "broker", "b1").last_answer == scene.instant().wall);
}

TEST_CASE("a failure is told as what it means for the node") {
    const auto failing = [](Reason reason) {
        return said(row(well().fails_broker("b1", reason), "broker", "b1"));
    };
    CHECK(failing(Reason::refused) == "down: refused");
    CHECK(failing(Reason::reset) == "rejected: reset");
    CHECK(failing(Reason::timed_out) == "silent: timed out");
    CHECK(failing(Reason::authentication) == "not_allowed: authentication");
}

TEST_CASE("a node that was never asked is unknown, and so is one whose answer is too old") {
    CHECK(said(row(Scene{}, "broker", "b1")) == "unknown: not asked yet");
    CHECK(said(row(well().at(10min), "broker", "b1")) == "unknown: not heard of lately");
    CHECK(row(well().at(10min), "broker", "b1").last_answer.has_value());
}

TEST_CASE("of a failing node the last answer is remembered, and what asking it brought") {
    auto scene = well();
    const auto answered = scene.instant().wall;
    scene.at(1s).fails_broker("b1", Reason::refused);
    CHECK(row(scene, "broker", "b1").last_answer == answered);
    CHECK(row(scene, "broker", "b1").said == "question on b1:8082: refused");
}

TEST_CASE("a member that answers and does not serve is degraded, and says why") {
    const auto zk1 = [](Scene& scene) { return said(row(scene, "zookeeper", "zk1")); };
    CHECK(zk1(well().says_state("zk1", test::state_of(ServerMode::not_serving))) ==
          "degraded: not serving");
    CHECK(zk1(well().fails_session("zk1", Reason::timed_out)) ==
          "degraded: leader · no new sessions");
    CHECK(zk1(well().fails_session("zk1", Reason::closed)) ==
          "degraded: leader · rejects new sessions");
    CHECK(zk1(well().says_state("zk1", test::state_of(ServerMode::standalone))) ==
          "degraded: standalone");
}

TEST_CASE("a member whose four-letter words are closed serves all the same") {
    auto scene = well();
    scene.fails_state("zk2", Reason::not_allowed).fails_ruok("zk2", Reason::not_allowed);
    CHECK(said(row(scene, "zookeeper", "zk2")) == "up: grants sessions");
    CHECK(!row(scene, "zookeeper", "zk2").claims);
}

TEST_CASE("a standby that does not stream is degraded") {
    CHECK(said(row(well().is_standby("pg2", 0x3000000, "stopped"), "metadata", "pg2")) ==
          "degraded: standby · lag 0 s · does not stream");
}

TEST_CASE("an endpoint that leads to a standby is degraded") {
    CHECK(said(row(well().endpoint_leads_to("pg2"), "metadata", "pg-vip")) ==
          "degraded: endpoint · not the primary");
}

TEST_CASE("a leader that is not the latch's holder is a false one") {
    const auto scene = well().leads("m2", Role::overlord);
    CHECK(said(row(scene, "overlord", "m1")) == "leading: leader");
    CHECK(said(row(scene, "overlord", "m2")) == "leading: false leader");
}

TEST_CASE("without the latch nobody is called false") {
    const auto scene = well().leads("m2", Role::overlord).hides_latches();
    CHECK(said(row(scene, "overlord", "m2")) == "leading: leader");
}

TEST_CASE("a standby outside the latch, and a holder that denies leading, are degraded") {
    CHECK(said(row(well().shows_latch(Role::overlord, {"m1"}), "overlord", "m2")) ==
          "degraded: standby · not in the latch");
    CHECK(said(row(well().denies("m1", Role::overlord), "overlord", "m1")) ==
          "degraded: holds the latch, does not lead");
}

TEST_CASE(
    "a Broker that is ready and fails a query is degraded; one that may not be queried is not") {
    CHECK(said(row(well().fails_query("b1", Reason::timed_out), "broker", "b1")) ==
          "degraded: ready · SELECT 1 fails");
    CHECK(row(well().fails_query("b1", Reason::authentication), "broker", "b1").state ==
          NodeState::up);
    CHECK(said(row(well().broker_not_ready("b1"), "broker", "b1")) == "degraded: not ready");
}

TEST_CASE("leaders are counted by their own word; two are too many, whoever else is silent") {
    const auto leading = [](const Scene& scene) {
        return leaders(node_rows(scene.view(), scene.now()).front());
    };
    const auto silent = [](Scene& scene, const std::string& member, Reason reason) {
        scene.fails_session(member, reason).fails_state(member, reason).fails_ruok(member, reason);
    };
    auto scene = well();
    CHECK(leading(scene) == 1);
    silent(scene, "zk3", Reason::timed_out);
    CHECK(leading(scene) == std::nullopt);
    scene.says_state("zk2", test::leader_state(1));
    CHECK(leading(scene) == 2);

    auto crashed = well();
    silent(crashed, "zk3", Reason::refused);
    CHECK(leading(crashed) == 1);
}

#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::DruidProperties;
using cluster::Role;
using invariants::State;

namespace {

Scene with_m2(void (*change)(DruidProperties&)) {
    auto scene = healthy();
    auto properties = Scene::properties();
    change(properties);
    scene.at(1s).tells("m2", properties);
    return scene;
}

/// m2 stands in no latch that we read, and calls itself the leader.
void leave_latch(Scene& scene) {
    for (const auto role : cluster::both_roles) {
        scene.shows_latch(role, {"m1"}).names_leader("m2", "m2", role);
    }
}

State diverges(const Scene& scene) { return state(scene, "master", "ConfigurationDiverges"); }

}  // namespace

TEST_CASE("masters on different metadata stores are named with the property") {
    const auto scene =
        with_m2([](auto& told) { told.connect_uri = "jdbc:postgresql://pg-other:5432/druid"; });
    const auto verdict = judged(scene, "master", "ConfigurationDiverges");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text ==
          "Masters differ in druid.metadata.storage.connector.connectURI: they are not of one "
          "cluster.");
    REQUIRE(verdict.evidence.size() == 2);
    CHECK(verdict.evidence.back().said ==
          "druid.metadata.storage.connector.connectURI=pg-other:5432/druid");
}

TEST_CASE("what only concerns the way to the same database does not diverge") {
    CHECK(diverges(with_m2([](auto& told) {
              told.connect_uri = "jdbc:postgresql://pg-vip/druid?ssl=true";
          })) == State::holds);
}

TEST_CASE("other tables, another kind of store or another base path diverge") {
    CHECK(diverges(with_m2([](auto& told) { told.tables_base = "druid2"; })) == State::violated);
    CHECK(diverges(with_m2([](auto& told) { told.storage_type = "mysql"; })) == State::violated);
    auto scene = with_m2([](auto& told) { told.base_path = "/other"; });
    leave_latch(scene);
    CHECK(diverges(scene) == State::violated);
}

TEST_CASE("masters in one latch use one ZooKeeper, by whatever names they reach it") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zookeeper.internal:2181"; });
    CHECK(diverges(scene) == State::holds);
    leave_latch(scene);
    CHECK(diverges(scene) == State::violated);
}

TEST_CASE("masters that name one leader use one ZooKeeper, where the latch is out of sight") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zookeeper.internal:2181"; });
    scene.view().zookeeper.reset();
    CHECK(diverges(scene) == State::holds);
    scene.names_leader("m2", "m2");
    CHECK(diverges(scene) == State::violated);
}

TEST_CASE("a leader that is asked by http and named by https shows one ZooKeeper") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zookeeper.internal:2181"; });
    scene.view().zookeeper.reset();
    scene.master("m1").also = {"m1:8281"};
    for (const auto role : cluster::both_roles) {
        scene.names_leader_at("m2", "https://m1:8281", role);
    }
    CHECK(diverges(scene) == State::holds);
}

TEST_CASE("whom an ex-leader named before another led does not show another ZooKeeper") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zookeeper.internal:2181"; });
    scene.at(3s).denies_both("m1").leads_both("m2");
    for (const auto role : cluster::both_roles) scene.shows_latch(role, {"m2"});
    CHECK(diverges(scene) == State::unknown);
    for (const auto role : cluster::both_roles) scene.names_leader("m1", "m2", role);
    CHECK(diverges(scene) == State::holds);
}

TEST_CASE("a master that is cut off, or dead, does not show that its ZooKeeper is another") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zookeeper.internal:2181"; });
    scene.shows_latch(Role::coordinator, {"m1"}).shows_latch(Role::overlord, {"m1"});
    scene.fails_master("m2", Reason::timed_out);
    CHECK(diverges(scene) == State::unknown);
    scene.at(2s).fails_master("m2", Reason::refused);
    CHECK(diverges(scene) == State::unknown);
}

TEST_CASE("the order of ZooKeeper's hosts is nobody's business") {
    auto scene = with_m2([](auto& told) { told.zookeeper = "zk3:2181, zk1:2181,zk2:2181"; });
    leave_latch(scene);
    CHECK(diverges(scene) == State::holds);
}

TEST_CASE("a master that may not tell its properties leaves it unknown") {
    auto scene = healthy();
    scene.master("m2").properties.record(scene.failure<DruidProperties>("m2", Reason::not_allowed));
    CHECK(diverges(scene) == State::unknown);
}

#include "invariants/headroom.hpp"
#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;

namespace {

std::optional<int> of(const Scene& scene, std::string_view tier) {
    for (const auto& entry : invariants::headroom(scene.view(), scene.now())) {
        if (entry.tier == tier) return entry.nodes;
    }
    FAIL("no tier " << tier);
    return {};
}

}  // namespace

TEST_CASE("a healthy cluster can lose one more of each doubled tier") {
    Scene scene;
    scene.at(1s).all_is_well();
    for (const auto* tier : {"zookeeper", "metadata", "coordinator", "overlord", "broker"}) {
        CAPTURE(tier);
        CHECK(of(scene, tier) == 1);
    }
    CHECK(of(scene, "balancer") == 0);
    CHECK(invariants::lowest(invariants::headroom(scene.view(), scene.now())) == 0);
}

TEST_CASE("headroom is unknown where a node does not say, negative where the tier has stopped") {
    Scene scene;
    scene.at(1s).all_is_well();
    scene.at(2s)
        .fails_broker("b1", Reason::timed_out)
        .fails_master("m1", Reason::refused)
        .fails_master("m2", Reason::refused);
    CHECK(!of(scene, "broker"));
    CHECK(of(scene, "coordinator") == -1);
    scene.fails_database("pg1", Reason::refused).is_standby("pg2", 1, "");
    CHECK(of(scene, "metadata") == -1);
}

TEST_CASE("an ensemble that is silent to us may serve others, one that refuses has stopped") {
    Scene scene;
    scene.at(1s).all_is_well();
    scene.at(2s);
    for (const auto* zk : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(zk, Reason::timed_out).fails_ruok(zk, Reason::timed_out);
        scene.fails_state(zk, Reason::timed_out);
    }
    CHECK(!of(scene, "zookeeper"));
    scene.at(3s);
    for (const auto* zk : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(zk, Reason::refused).fails_ruok(zk, Reason::refused);
    }
    CHECK(of(scene, "zookeeper") == -2);
}

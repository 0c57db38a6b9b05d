#include <catch2/catch.hpp>

#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using druidwatch::test::Scene;

namespace {

constexpr std::size_t zk1 = 0;
constexpr std::size_t zk3 = 2;

/// Records a state and tells whether anything is to be judged anew.
bool state(Scene& scene, std::size_t member, double outstanding) {
    auto state = test::state_of(ServerMode::follower);
    state.outstanding_requests = outstanding;
    return scene.view().zookeeper->record_state(
        member, {.asked = scene.instant(), .answered = scene.instant(), .answer = state});
}

bool zxid(Scene& scene, std::size_t member, std::uint64_t zxid) {
    return scene.view().zookeeper->record_zxid(member, zxid, scene.instant(), scene.instant());
}

}  // namespace

TEST_CASE("counters are worth a judgement only where they cross a limit") {
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(!state(scene.at(1s), zk3, 3));
    CHECK(state(scene.at(2s), zk3, 11));
    CHECK(!state(scene.at(3s), zk3, 12));
    CHECK(state(scene.at(4s), zk3, 0));
}

TEST_CASE("a member's log is worth a judgement when it falls behind and when it catches up") {
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(!zxid(scene.at(1s), zk1, 0x100000002));
    CHECK(!zxid(scene.at(5s), zk3, 0x100000001));
    CHECK(zxid(scene.at(6s), zk3, 0x100000001));
    CHECK(!zxid(scene.at(7s), zk3, 0x100000001));
    CHECK(zxid(scene.at(8s), zk3, 0x100000002));
}

TEST_CASE("the longest tick and sync limit that a member tells are the ensemble's") {
    Scene scene;
    CHECK(scene.view().zookeeper->tick_time() == 2s);
    CHECK(scene.view().zookeeper->sync_time() == 10s);
    auto membership = test::membership_of(1, 3);
    membership.tick_time = 3s;
    membership.sync_limit = 4;
    scene.at(0s)
        .says_membership("zk1", membership)
        .says_membership("zk2", test::membership_of(2, 3));
    CHECK(scene.view().zookeeper->tick_time() == 3s);
    CHECK(scene.view().zookeeper->sync_time() == 12s);
}

TEST_CASE("what a removed member shows is not the ensemble's tree") {
    Scene scene;
    scene.at(0s).all_is_well();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        auto membership = test::membership_of(member[2] - '0', 3);
        membership.servers.erase(membership.servers.begin());
        scene.says_membership(member, membership);
    }
    CHECK(!scene.view().zookeeper->belongs(Scene::node("zk1"), scene.now()));
    CHECK(scene.view().zookeeper->belongs(Scene::node("zk2"), scene.now()));
}

TEST_CASE("how far a member is is worth a judgement once it is known, and again after a silence") {
    Scene scene;
    CHECK(zxid(scene.at(0s), zk3, 0x100000001));
    CHECK(!zxid(scene.at(1s), zk3, 0x100000001));
    CHECK(zxid(scene.at(20s), zk3, 0x100000001));
}

#include <catch2/catch.hpp>

#include "cluster/peer_words.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using test::Scene;

namespace {

const std::string watch2 = "watch2:19105";

/// The peer says, now, how long ago zk2 answered it.
bool hears(Scene& scene, milliseconds ago, const std::string& peer = watch2) {
    return hear_peer(scene.view(), peer, {{Scene::node("zk2"), ago}}, scene.instant());
}

const PeerWord* reached_by(Scene& scene) {
    return scene.view().zookeeper->members[1].reached_by(scene.now());
}

Scene cut_off_at_10s(Reason reason = Reason::timed_out) {
    Scene scene;
    scene.at(0s).all_is_well();
    scene.at(10s).fails_session("zk2", reason).fails_ruok("zk2", reason);
    return scene;
}

}  // namespace

TEST_CASE("a node that answered a peer since it ceased to answer us is reached by the peer") {
    auto scene = cut_off_at_10s();
    CHECK(!reached_by(scene));
    scene.at(14s);
    CHECK(hears(scene, 2s));
    REQUIRE(reached_by(scene));
    CHECK(reached_by(scene)->peer == watch2);
    CHECK(reached_by(scene)->answered.mono == scene.now() - 2s);
}

TEST_CASE("what it answered before may be what it died after") {
    auto scene = cut_off_at_10s();
    scene.at(12s);
    CHECK(!hears(scene, 2500ms));
    CHECK(!reached_by(scene));
}

TEST_CASE("of a node that answers us, or hangs up on us, no peer need speak") {
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(!hears(scene, 0s));
    CHECK(!reached_by(scene));
    auto rejected = cut_off_at_10s(Reason::closed);
    rejected.at(14s);
    CHECK(!hears(rejected, 1s));
}

TEST_CASE("one question that is not allowed does not hide that the others are not answered") {
    auto scene = cut_off_at_10s();
    scene.at(11s).fails_ruok("zk2", Reason::not_allowed);
    scene.at(14s);
    CHECK(hears(scene, 1s));
}

TEST_CASE(
    "a peer's word is over when the peer does not reach it either, or is not heard any more") {
    auto scene = cut_off_at_10s();
    scene.at(14s);
    hears(scene, 1s);
    const auto ends = next_word_ends(scene.view(), scene.now());
    CHECK(ends == scene.now() + PeerWord::fresh_for + 1ms);
    scene.at(14s + PeerWord::fresh_for + 1ms);
    CHECK(!reached_by(scene));
    CHECK(!next_word_ends(scene.view(), scene.now()));

    scene.at(20s);
    hears(scene, 1s);
    scene.at(21s);
    CHECK(hear_peer(scene.view(), watch2, {}, scene.instant()));
    CHECK(!reached_by(scene));
}

TEST_CASE("of two peers one may not reach it: the other's word stays") {
    auto scene = cut_off_at_10s();
    scene.at(14s);
    hears(scene, 1s, "watch3:19105");
    CHECK(!hear_peer(scene.view(), watch2, {}, scene.instant()));
    CHECK(reached_by(scene)->peer == "watch3:19105");
}

TEST_CASE("a master is reached if either of its roles answers") {
    Scene scene;
    scene.at(0s).all_is_well();
    scene.at(1s).fails_master("m2", Reason::refused);
    scene.at(3s);
    hear_peer(scene.view(), watch2, {{Scene::node("m2"), 1s}}, scene.instant());
    CHECK(scene.master("m2").reached_by(scene.now()));
    scene.denies("m2", Role::overlord);
    CHECK(!scene.master("m2").reached_by(scene.now()));
}

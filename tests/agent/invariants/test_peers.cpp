#include "agent/invariants/judged.hpp"
#include "cluster/peer_words.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using invariants::State;

namespace {

/// A second later a peer says that all of these have just answered it.
Scene& peer_reaches(Scene& scene, const std::vector<std::string>& names) {
    cluster::PeerReach reach;
    for (const auto& name : names) reach[Scene::node(name)] = 10ms;
    hear_peer(scene.view(), "watch2:19105", reach, scene.instant());
    return scene;
}

void check_path(const Scene& scene, std::string_view tier, std::string_view name,
                const std::string& node) {
    CAPTURE(tier, node);
    const auto verdict = judged(scene, tier, name, node);
    CHECK(verdict.state == State::holds);
    CHECK(verdict.text.contains("watch2:19105 reaches it"));
    REQUIRE(!verdict.evidence.empty());
    CHECK(verdict.evidence.back().who == "watch2:19105");
    const auto path = judged(scene, "agent", "TargetUnknown", node);
    CHECK(path.state == State::violated);
    CHECK(path.text.contains("the way there is broken"));
}

}  // namespace

TEST_CASE("a ZooKeeper member that refuses us and answers a peer is not down") {
    auto scene = healthy();
    scene.at(1s).fails_session("zk2", Reason::refused).fails_ruok("zk2", Reason::refused);
    CHECK(state(scene, "zookeeper", "MemberDown", "zk2") == State::violated);
    peer_reaches(scene.at(2s), {"zk2"});
    check_path(scene, "zookeeper", "MemberDown", "zk2");
}

TEST_CASE("a silent member that its leader does not count is not down if a peer reaches it") {
    auto scene = healthy();
    scene.at(1s).fails_session("zk2", Reason::timed_out).fails_ruok("zk2", Reason::timed_out);
    scene.says_state("zk1", leader_state(1));
    CHECK(state(scene, "zookeeper", "MemberDown", "zk2") == State::violated);
    peer_reaches(scene.at(2s), {"zk2"});
    check_path(scene, "zookeeper", "MemberDown", "zk2");
}

TEST_CASE(
    "a database, a master, a Broker, a Router and a balancer that a peer reaches are not down") {
    auto scene = healthy();
    scene.at(1s)
        .fails_database("pg2", Reason::refused)
        .fails_master("m2", Reason::refused)
        .fails_broker("b2", Reason::refused)
        .fails_router("r1", Reason::refused)
        .fails_balancer(Reason::refused);
    CHECK(state(scene, "metadata", "NodeDown", "pg2") == State::violated);
    peer_reaches(scene.at(2s), {"pg2", "m2", "b2", "r1", "lb"});
    check_path(scene, "metadata", "NodeDown", "pg2");
    check_path(scene, "master", "NodeDown", "m2");
    check_path(scene, "router", "NodeDown", "r1");
    check_path(scene, "balancer", "Down", "lb");
}

TEST_CASE("that every master is out of our reach does not prove that none serves") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::refused).fails_master("m2", Reason::refused);
    CHECK(state(scene, "master", "NoneServing") == State::violated);
    peer_reaches(scene.at(2s), {"m1"});
    CHECK(state(scene, "master", "NoneServing") == State::unknown);
    CHECK(state(scene, "coordinator", "NoLeader") != State::violated);
}

TEST_CASE("when the peer does not reach it either, it is down") {
    auto scene = healthy();
    scene.at(1s).fails_master("m2", Reason::refused);
    peer_reaches(scene.at(2s), {"m2"});
    CHECK(state(scene, "master", "NodeDown", "m2") == State::holds);
    peer_reaches(scene.at(3s), {"m1"});
    CHECK(state(scene, "master", "NodeDown", "m2") == State::violated);
    CHECK(state(scene, "agent", "TargetUnknown", "m2") == State::holds);
}

TEST_CASE("a cluster out of reach is told to be within a peer's") {
    Scene scene;
    scene.view().metadata.reset();
    scene.view().druid.reset();
    for (const char* name : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(name, Reason::timed_out).fails_ruok(name, Reason::timed_out);
        scene.fails_state(name, Reason::timed_out);
    }
    CHECK(!judged(scene, "cluster", "Unreachable").text.contains("watch2"));
    peer_reaches(scene.at(1s), {"zk3"});
    const auto verdict = judged(scene, "cluster", "Unreachable");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("watch2:19105 reaches it"));
}

#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::ServerMode;
using invariants::State;

namespace {

Scene healthy() {
    Scene scene;
    scene.at(0s).all_is_well();
    return scene;
}

State zk(const Scene& scene, std::string_view name, const std::string& node = {}) {
    return state(scene, "zookeeper", name, node);
}

/// Two members frozen: their kernel accepts, nobody answers; the survivor still calls itself
/// leader.
Scene two_frozen() {
    auto scene = healthy();
    for (const auto when : {1s, 2s}) {
        scene.at(when);
        for (const auto* member : {"zk1", "zk2", "zk3"})
            scene.fails_session(member, Reason::timed_out);
        for (const auto* member : {"zk2", "zk3"})
            scene.fails_ruok(member, Reason::timed_out).fails_state(member, Reason::timed_out);
        scene.says_imok("zk1").says_state("zk1", leader_state(2));
    }
    return scene;
}

}  // namespace

TEST_CASE("a frozen majority is a lost quorum although the survivor claims two synced followers") {
    const auto scene = two_frozen();
    const auto verdict = judged(scene, "zookeeper", "QuorumLost");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 3s);
    CHECK(verdict.evidence.size() == 3);
}

TEST_CASE("one round of failed sessions may be an election") {
    auto scene = healthy();
    const auto nobody_serves = [&] {
        for (const auto* member : {"zk1", "zk2", "zk3"}) {
            scene.fails_session(member, Reason::closed).says_imok(member);
            scene.says_state(member, state_of(ServerMode::not_serving));
        }
    };
    scene.at(1s);
    nobody_serves();
    CHECK(zk(scene, "QuorumLost") == State::unknown);
    scene.at(2s);
    nobody_serves();
    CHECK(zk(scene, "QuorumLost") == State::violated);
    CHECK(judged(scene, "zookeeper", "QuorumLost").since->mono == scene.now() - 1001ms);
}

TEST_CASE("one granted session proves the quorum") {
    auto scene = two_frozen();
    scene.at(3s).grants_session("zk1");
    CHECK(zk(scene, "QuorumLost") == State::holds);
}

TEST_CASE("an ensemble that nobody answers for is lost as seen from here, after a longer hold") {
    auto scene = healthy();
    for (const auto when : {40s, 41s}) {
        scene.at(when);
        for (const auto* member : {"zk1", "zk2", "zk3"})
            scene.fails_session(member, Reason::refused)
                .fails_ruok(member, Reason::refused)
                .fails_state(member, Reason::refused);
    }
    const auto verdict = judged(scene, "zookeeper", "QuorumLost");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 15s);
}

TEST_CASE("a read-only session proves no quorum") {
    auto scene = two_frozen();
    scene.view().zookeeper->members[0].new_session.record(
        {.asked = scene.instant(),
         .answered = scene.instant(),
         .answer = cluster::NewSession{.read_only = true}});
    CHECK(zk(scene, "QuorumLost") != State::holds);
}

TEST_CASE("with one of three members refused the quorum is at risk and the member is down") {
    auto scene = healthy();
    scene.at(1s)
        .fails_session("zk3", Reason::refused)
        .fails_ruok("zk3", Reason::refused)
        .fails_state("zk3", Reason::refused);
    scene.says_state("zk1", leader_state(1));
    CHECK(zk(scene, "QuorumLost") == State::holds);
    CHECK(zk(scene, "QuorumAtRisk") == State::violated);
    CHECK(zk(scene, "MemberDown", "zk3") == State::violated);
    CHECK(zk(scene, "MemberDown", "zk1") == State::holds);
    CHECK(zk(scene, "MemberNotServing", "zk3") == State::holds);
    CHECK(zk(scene, "SessionUnusable", "zk3") == State::holds);
}

TEST_CASE("a member that is silent only to us is not down while the leader counts it") {
    auto scene = healthy();
    scene.at(1s)
        .fails_session("zk3", Reason::timed_out)
        .fails_ruok("zk3", Reason::timed_out)
        .fails_state("zk3", Reason::timed_out);
    scene.says_state("zk1", leader_state(2));
    CHECK(zk(scene, "MemberDown", "zk3") == State::unknown);
    CHECK(zk(scene, "QuorumAtRisk") == State::unknown);
}

TEST_CASE("a silent member that its leader has lost, too, is down") {
    auto scene = healthy();
    scene.at(1s)
        .fails_session("zk3", Reason::timed_out)
        .fails_ruok("zk3", Reason::timed_out)
        .fails_state("zk3", Reason::timed_out);
    scene.says_state("zk1", leader_state(1));
    CHECK(zk(scene, "MemberDown", "zk3") == State::violated);
    CHECK(zk(scene, "QuorumAtRisk") == State::violated);
}

TEST_CASE("a member that says imok but does not serve is not serving") {
    auto scene = healthy();
    scene.at(1s)
        .fails_session("zk3", Reason::closed)
        .says_imok("zk3")
        .says_state("zk3", state_of(ServerMode::not_serving));
    CHECK(zk(scene, "MemberNotServing", "zk3") == State::violated);
    CHECK(zk(scene, "SessionUnusable", "zk3") == State::holds);
}

TEST_CASE(
    "the one that does not serve may be the leader, where no other member says that it leads") {
    auto scene = healthy();
    scene.at(1s)
        .says_imok("zk1")
        .says_state("zk1", state_of(ServerMode::not_serving))
        .fails_session("zk1", Reason::closed);
    CHECK(zk(scene, "MemberNotServing", "zk1") == State::unknown);
}

TEST_CASE("a serving member that rejects sessions twice is unusable") {
    auto scene = healthy();
    scene.at(1s).fails_session("zk2", Reason::closed);
    CHECK(zk(scene, "SessionUnusable", "zk2") == State::holds);
    scene.at(2s).fails_session("zk2", Reason::reset);
    CHECK(zk(scene, "SessionUnusable", "zk2") == State::violated);
}

TEST_CASE("the catalog of a lost quorum blames no member alone") {
    const auto scene = two_frozen();
    CHECK(zk(scene, "MemberNotServing", "zk1") == State::unknown);
    CHECK(zk(scene, "SessionUnusable", "zk1") == State::unknown);
    CHECK(zk(scene, "QuorumAtRisk") == State::unknown);
}

TEST_CASE("an ensemble of two is at risk in the best of health") {
    auto scene = healthy();
    scene.view().zookeeper->members.pop_back();
    scene.at(1s);
    for (const auto* member : {"zk1", "zk2"}) {
        scene.grants_session(member).says_membership(member, membership_of(member[2] - '0', 2));
    }
    CHECK(zk(scene, "QuorumAtRisk") == State::violated);
}

#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::ServerMode;
using invariants::State;

namespace {

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

TEST_CASE("one silence longer than an election is as good as two rounds") {
    auto scene = healthy();
    auto& members = scene.at(1s).view().zookeeper->members;
    const auto answered = scene.instant();
    for (auto& member : members) {
        member.new_session.record(
            {.asked = answered + -1250ms,
             .answered = answered,
             .answer = std::unexpected(Failure{Reason::timed_out, {}, {}, {}})});
    }
    scene.says_imok("zk1");
    const auto verdict = judged(scene, "zookeeper", "QuorumLost");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.since->mono == answered.mono - 1250ms);
}

TEST_CASE("sessions rejected for a reason of their own do not disprove the quorum") {
    for (const auto reason : {Reason::tls, Reason::authentication, Reason::closed}) {
        auto scene = healthy();
        for (const auto when : {40s, 41s, 42s}) {
            scene.at(when);
            for (const auto* member : {"zk1", "zk2", "zk3"}) {
                scene.fails_session(member, reason).fails_ruok(member, reason);
                scene.fails_state(member, reason);
            }
        }
        CAPTURE(name_of(reason));
        CHECK(zk(scene, "QuorumLost") == State::unknown);
        CHECK(zk(scene, "MemberDown", "zk1") == State::unknown);
    }
}

TEST_CASE("members that serve read-only have lost their quorum") {
    auto scene = healthy();
    for (const auto when : {40s, 41s}) {
        scene.at(when);
        for (const auto* member : {"zk1", "zk3"}) {
            scene.fails_session(member, Reason::refused).fails_ruok(member, Reason::refused);
            scene.fails_state(member, Reason::refused);
        }
        scene.says_imok("zk2").says_state("zk2", state_of(ServerMode::read_only));
        scene.view().zookeeper->members[1].new_session.record(
            {.asked = scene.instant(),
             .answered = scene.instant(),
             .answer = cluster::NewSession{.read_only = true}});
    }
    CHECK(zk(scene, "QuorumLost") == State::violated);
}

TEST_CASE("a session on a server that stands alone proves nothing of the ensemble") {
    auto scene = two_frozen();
    scene.at(3s).grants_session("zk2").says_state("zk2", state_of(ServerMode::standalone));
    CHECK(zk(scene, "QuorumLost") == State::violated);
}

TEST_CASE("two leaders of one ensemble are two only if each has a majority by its own count") {
    auto scene = healthy();
    scene.at(1s).says_state("zk2", leader_state(0));
    CHECK(zk(scene, "MultipleLeaders") == State::holds);
    scene.at(2s).says_state("zk2", leader_state(1));
    const auto verdict = judged(scene, "zookeeper", "MultipleLeaders");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 14s);
}

TEST_CASE("followers that were removed or never vote make no leader credible") {
    auto scene = healthy();
    auto state = leader_state(1);
    state.synced_non_voting_followers = 1;
    scene.at(1s).says_state("zk2", state);
    CHECK(zk(scene, "MultipleLeaders") == State::holds);
}

TEST_CASE("leaders of two ensembles need no confirmation") {
    auto scene = healthy();
    auto elsewhere = membership_of(2, 3);
    for (auto& server : elsewhere.servers) server.address = "other:2888:3888";
    scene.at(1s).says_membership("zk2", elsewhere).says_state("zk2", leader_state(0));
    const auto verdict = judged(scene, "zookeeper", "MultipleLeaders");
    CHECK(verdict.state == State::violated);
    CHECK(!verdict.hold);
}

TEST_CASE("whether two lead is unknown while one does not say") {
    auto scene = healthy();
    scene.at(1s).fails_state("zk3", Reason::timed_out).fails_session("zk3", Reason::timed_out);
    scene.fails_ruok("zk3", Reason::timed_out);
    CHECK(zk(scene, "MultipleLeaders") == State::unknown);
}

TEST_CASE("fewer than three voters and an even number of them are unsafe") {
    const auto of = [](int voters) {
        auto scene = healthy();
        for (const auto* member : {"zk1", "zk2", "zk3"}) {
            scene.says_membership(member, membership_of(member[2] - '0', voters));
        }
        scene.says_config(membership_of(cluster::Membership::nobody, voters));
        return judged(scene, "zookeeper", "EnsembleSizeUnsafe").state;
    };
    CHECK(of(2) == State::violated);
    CHECK(of(3) == State::holds);
    CHECK(of(4) == State::violated);
    CHECK(of(5) == State::holds);
}

TEST_CASE("an observer is no third voter") {
    auto scene = healthy();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        auto membership = membership_of(member[2] - '0', 3);
        membership.servers.back().participant = false;
        scene.says_membership(member, membership);
    }
    CHECK(zk(scene, "EnsembleSizeUnsafe") == State::violated);
    CHECK(zk(scene, "QuorumAtRisk") == State::violated);
}

TEST_CASE("the members' own count of voters goes before the configuration") {
    Scene scene;
    scene.at(0s);
    for (const auto* member : {"zk1", "zk2", "zk3"}) scene.grants_session(member).says_imok(member);
    auto leader = leader_state(3);
    leader.quorum_size = 4;
    scene.says_state("zk1", leader).says_state("zk2", state_of(ServerMode::follower));
    scene.says_state("zk3", state_of(ServerMode::follower));
    CHECK(zk(scene, "EnsembleSizeUnsafe") == State::violated);
    CHECK(zk(scene, "QuorumAtRisk") == State::holds);
}

TEST_CASE("voters that are not watched live as far as the leader counts them") {
    auto scene = healthy();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.says_membership(member, membership_of(member[2] - '0', 5));
    }
    scene.says_state("zk1", leader_state(4));
    CHECK(zk(scene, "QuorumAtRisk") == State::holds);
    scene.at(1s).says_state("zk1", leader_state(2));
    CHECK(zk(scene, "QuorumAtRisk") == State::violated);
}

TEST_CASE("a tick longer than ZooKeeper's usual gives an ensemble longer") {
    auto scene = two_frozen();
    auto membership = membership_of(1, 3);
    membership.tick_time = 4s;
    scene.says_membership("zk1", membership);
    CHECK(judged(scene, "zookeeper", "QuorumLost").hold == 6s);
}

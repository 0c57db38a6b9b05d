#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::ServerMode;
using cluster::ServerState;
using invariants::State;

namespace {

invariants::Verdict zk(const Scene& scene, std::string_view name, const std::string& node) {
    return judged(scene, "zookeeper", name, node);
}

ServerState busy(double outstanding, std::optional<double> sum = {}, std::optional<double> n = {}) {
    auto state = state_of(ServerMode::follower);
    state.outstanding_requests = outstanding;
    state.latency_sum = sum;
    state.latency_count = n;
    return state;
}

/// A leader that writes all the time; zk3's log stands still from the beginning.
Scene zk3_stands_still_for(seconds how_long) {
    auto scene = healthy();
    for (auto when = 1s; when <= how_long; ++when) {
        const auto zxid = 0x100000001 + static_cast<std::uint64_t>(when.count());
        scene.at(when).again();
        scene.says_zxid("zk1", zxid).says_zxid("zk2", zxid - 1).says_zxid("zk3", 0x100000001);
    }
    return scene;
}

}  // namespace

TEST_CASE("a removed member is foreign, with the memberships as evidence") {
    auto scene = healthy();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        auto membership = membership_of(member[2] - '0', 3);
        membership.servers.erase(membership.servers.begin());
        scene.says_membership(member, membership);
    }
    const auto verdict = zk(scene, "MemberForeign", "zk1");
    CHECK(verdict.state == State::violated);
    CHECK(std::ranges::any_of(verdict.evidence, [](const auto& witness) {
        return witness.said == "conf: server 1 of 2 and 3";
    }));
    CHECK(zk(scene, "MemberForeign", "zk2").state == State::holds);
}

TEST_CASE("a follower whose log stands still while the leader's moves is out of sync") {
    const auto scene = zk3_stands_still_for(10s);
    const auto verdict = zk(scene, "LearnersOutOfSync", "zk3");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 30s);
    CHECK(zk(scene, "LearnersOutOfSync", "zk2").state == State::holds);
    CHECK(zk(scene, "LearnersOutOfSync", "zk1").state == State::holds);
}

TEST_CASE("a follower that trails by less than two ticks follows") {
    CHECK(zk(zk3_stands_still_for(4s), "LearnersOutOfSync", "zk3").state == State::holds);
}

TEST_CASE("a new leader's zxid counts only once it has written in its epoch") {
    auto scene = healthy();
    for (auto when = 1s; when <= 60s; ++when) {
        scene.at(when).again().says_zxid("zk1", 0x200000000);
    }
    CHECK(zk(scene, "LearnersOutOfSync", "zk3").state == State::holds);
}

TEST_CASE("how far a member is that no session tells of is not known") {
    auto scene = healthy();
    scene.at(11s).grants_session("zk1").grants_session("zk3");
    scene.says_state("zk1", leader_state(2)).says_zxid("zk1", 0x100000002);
    CHECK(zk(scene, "LearnersOutOfSync", "zk3").state == State::unknown);
}

TEST_CASE("syncs that stay pending are told of the leader") {
    auto scene = healthy();
    auto state = leader_state(2);
    state.pending_syncs = 3;
    scene.at(1s).says_state("zk1", state);
    CHECK(zk(scene, "LearnersOutOfSync", "zk1").state == State::violated);
}

TEST_CASE("a longer sync limit gives learners longer") {
    auto scene = zk3_stands_still_for(20s);
    auto membership = membership_of(1, 3);
    membership.sync_limit = 10;
    scene.says_membership("zk1", membership);
    CHECK(zk(scene, "LearnersOutOfSync", "zk3").hold == 60s);
}

TEST_CASE("more outstanding requests than the limit are a backlog") {
    auto scene = healthy();
    scene.at(1s).says_state("zk2", busy(10));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::holds);
    scene.at(2s).says_state("zk2", busy(11));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::violated);
    scene.view().zookeeper->max_outstanding = 20;
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::holds);
}

TEST_CASE("latency is that of the requests since the poll before, not of a lifetime") {
    auto scene = healthy();
    scene.at(1s).says_state("zk2", busy(0, 1'000'000, 1'000));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::holds);
    scene.at(2s).says_state("zk2", busy(0, 1'000'050, 1'050));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::holds);
    scene.at(3s).says_state("zk2", busy(0, 1'001'450, 1'060));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::violated);
}

TEST_CASE("counters that began anew tell no latency") {
    auto scene = healthy();
    scene.at(1s).says_state("zk2", busy(0, 5'000, 100));
    scene.at(2s).says_state("zk2", busy(0, 4'000, 10));
    CHECK(zk(scene, "RequestsBacklogged", "zk2").state == State::holds);
}

TEST_CASE("a member that rejects sessions and never said that it serves is not called unusable") {
    Scene scene;
    scene.at(0s).grants_session("zk1").says_state("zk1", leader_state(2));
    for (const auto when : {1s, 2s}) scene.at(when).fails_session("zk2", Reason::tls);
    CHECK(zk(scene, "SessionUnusable", "zk2").state == State::unknown);
}

TEST_CASE(
    "a leader with leaderServes=no is no missing voter, whether its AdminServer tells or not") {
    auto scene = healthy();
    for (const auto when : {1s, 2s}) {
        scene.at(when).again();
        scene.says_imok("zk1").fails_session("zk1", Reason::closed);
        scene.says_state("zk1", state_of(ServerMode::not_serving));
    }
    CHECK(zk(scene, "QuorumAtRisk", "").state == State::unknown);

    auto state = leader_state(2);
    state.told_by = "AdminServer";
    scene.says_state("zk1", state);
    CHECK(zk(scene, "QuorumAtRisk", "").state == State::holds);
    CHECK(zk(scene, "SessionUnusable", "zk1").state == State::holds);
    // Where words are turned away, too, it is no setting.
    scene.fails_ruok("zk1", Reason::closed);
    scene.says_state("zk1", state);
    CHECK(zk(scene, "SessionUnusable", "zk1").state == State::violated);
}

TEST_CASE(
    "a read-only member that rejects sessions denies the quorum, and beside one it does not "
    "serve") {
    auto scene = healthy();
    const auto reads_only = [&](const char* member, seconds when) {
        scene.at(when).says_imok(member).fails_session(member, Reason::closed);
        scene.says_state(member, state_of(ServerMode::read_only));
    };
    for (const auto when : {1s, 2s}) {
        scene.at(when).again();
        reads_only("zk3", when);
    }
    CHECK(zk(scene, "MemberNotServing", "zk3").state == State::violated);
    CHECK(zk(scene, "SessionUnusable", "zk3").state == State::holds);
    for (const auto when : {3s, 4s}) {
        for (const auto* dead : {"zk1", "zk2"}) {
            scene.at(when).fails_session(dead, Reason::refused).fails_ruok(dead, Reason::refused);
        }
        reads_only("zk3", when);
    }
    CHECK(zk(scene, "QuorumLost", "").state == State::violated);
}

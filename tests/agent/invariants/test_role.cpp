#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::Role;
using invariants::State;

namespace {

State coordinator(const Scene& scene, std::string_view name, const std::string& node = {}) {
    return state(scene, "coordinator", name, node);
}

}  // namespace

TEST_CASE("a refused leader leaves no leader, for the failover budget") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::refused).denies_both("m2");
    const auto verdict = judged(scene, "coordinator", "NoLeader");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 35s);
    REQUIRE(verdict.since);
    CHECK(verdict.since->mono == scene.now() - 1s);
}

TEST_CASE("there is nothing to wait for when no candidate is left") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::refused).fails_master("m2", Reason::refused);
    const auto verdict = judged(scene, "overlord", "NoLeader");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 5s);
}

TEST_CASE("a healthy master outside the latch is no candidate") {
    auto scene = healthy();
    scene.at(1s)
        .fails_master("m1", Reason::refused)
        .denies_both("m2")
        .shows_latch(Role::coordinator, {});
    CHECK(judged(scene, "coordinator", "NoLeader").hold == 5s);
}

TEST_CASE("a silent leader that still stands in the latch may lead") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::timed_out).denies_both("m2");
    CHECK(coordinator(scene, "NoLeader") == State::unknown);
    scene.at(8s)
        .denies_both("m2")
        .fails_master("m1", Reason::timed_out)
        .shows_latch(Role::coordinator, {"m2"});
    CHECK(coordinator(scene, "NoLeader") == State::violated);
}

TEST_CASE("two leaders are proved by a sandwich, and the false one is named") {
    auto scene = healthy();
    scene.at(1s).shows_latch(Role::coordinator, {"m1"}).leads("m2");
    CHECK(coordinator(scene, "MultipleLeaders") == State::unknown);
    scene.at(2s).leads("m1");
    const auto verdict = judged(scene, "coordinator", "MultipleLeaders");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.find("m2:8081 is the false leader: no latch child of its own; its own "
                            "/leader names http://m1:8081") != std::string::npos);
}

TEST_CASE("a false leader that names itself by its TLS port names no other") {
    auto scene = healthy();
    scene.master("m2").also = {"m2:8281"};
    scene.names_leader_at("m2", "https://m2:8281");
    scene.at(1s).shows_latch(Role::coordinator, {"m1"}).leads("m2");
    scene.at(2s).leads("m1");
    const auto text = judged(scene, "coordinator", "MultipleLeaders").text;
    CHECK(text.ends_with("m2:8081 is the false leader: no latch child of its own."));
}

TEST_CASE("a true leader whose last word about the leader is old is not called false") {
    auto scene = healthy();
    scene.at(1s).names_leader("m1", "m2").shows_latch(Role::coordinator, {"m1"}).leads("m2");
    scene.at(2s).leads("m1");
    const auto text = judged(scene, "coordinator", "MultipleLeaders").text;
    CHECK(text.find("m1:8081 is the false leader") == std::string::npos);
    CHECK(text.find("m2:8081 is the false leader") != std::string::npos);
}

TEST_CASE("a hand-over is not two leaders") {
    auto scene = healthy();
    scene.at(1s).leads("m2").denies("m1");
    CHECK(coordinator(scene, "MultipleLeaders") == State::holds);
    CHECK(coordinator(scene, "NoLeader") == State::holds);
}

TEST_CASE("a thawed ex-leader that soon denies is not two leaders any more") {
    auto scene = healthy();
    scene.at(1s).leads("m2").at(1100ms).leads("m1");
    CHECK(coordinator(scene, "MultipleLeaders") == State::violated);
    scene.at(1250ms).denies("m1");
    CHECK(coordinator(scene, "MultipleLeaders") == State::holds);
}

TEST_CASE("with one master silent, a second leader can't be ruled out") {
    auto scene = healthy();
    scene.at(1s).leads("m1").fails_master("m2", Reason::timed_out);
    CHECK(coordinator(scene, "MultipleLeaders") == State::unknown);
}

TEST_CASE("a silent holder of the latch is unhealthy, unless a Router reaches it") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::timed_out);
    scene.routes_to_leader("r1", Role::coordinator, false);
    const auto verdict = judged(scene, "coordinator", "LeaderUnhealthy", "m1");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 35s);
    scene.routes_to_leader("r1", Role::coordinator, true);
    CHECK(coordinator(scene, "LeaderUnhealthy", "m1") == State::unknown);
}

TEST_CASE("a standby must be healthy and stand in the latch") {
    auto scene = healthy();
    CHECK(coordinator(scene, "NoStandby") == State::holds);
    scene.at(1s).shows_latch(Role::coordinator, {"m1"});
    CHECK(coordinator(scene, "NoStandby") == State::violated);
    CHECK(state(scene, "overlord", "NoStandby") == State::holds);
    scene.at(2s).shows_latch(Role::coordinator, {"m1", "m2"}).fails_master("m2", Reason::refused);
    CHECK(coordinator(scene, "NoStandby") == State::violated);
    scene.at(3s).hides_latches().denies_both("m2");
    CHECK(coordinator(scene, "NoStandby") == State::unknown);
}

TEST_CASE("a latch that was read through a member that stands alone was not read") {
    auto scene = healthy();
    scene.at(1s).says_state("zk1", state_of(cluster::ServerMode::standalone));
    scene.shows_latch(Role::coordinator, {});
    CHECK(coordinator(scene, "NoStandby") == State::unknown);
}

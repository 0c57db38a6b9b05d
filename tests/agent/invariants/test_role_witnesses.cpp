#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::LeaderRequest;
using cluster::Role;
using invariants::State;

namespace {

State coordinator(const Scene& scene, std::string_view name, const std::string& node = {}) {
    return state(scene, "coordinator", name, node);
}

void redirect_m2(Scene& scene, std::string location) {
    scene.answers_as_leader("m2", Role::coordinator,
                            {LeaderRequest::Fate::redirected, std::move(location)});
}

}  // namespace

TEST_CASE("masters that name different leaders in three rounds disagree") {
    auto scene = healthy();
    for (int round = 1; round <= 3; ++round) {
        CHECK(coordinator(scene, "LeadersDisagree") !=
              State::violated);  // a hand-over explains fewer rounds
        scene.at(round * 10s).leads("m1").denies("m2");
        scene.names_leader("m1", "m1").names_leader("m2", "m2");
    }
    const auto verdict = judged(scene, "coordinator", "LeadersDisagree");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.hold == 30s);
    CHECK(verdict.text.contains("m1:8081 and m2:8081"));
}

TEST_CASE("one leader that is named by its plaintext and by its TLS port is one") {
    auto scene = healthy();
    scene.master("m1").also = {"m1:8281"};
    for (int round = 1; round <= 3; ++round) {
        scene.at(round * 10s).leads("m1").denies("m2");
        scene.names_leader("m1", "m1").names_leader_at("m2", "https://m1:8281");
    }
    CHECK(coordinator(scene, "LeadersDisagree") == State::holds);
}

TEST_CASE("what a master named before it fell silent disagrees with nobody") {
    auto scene = healthy();
    for (int round = 1; round <= 3; ++round) {
        scene.at(round * 1s).names_leader("m1", "m1").names_leader("m2", "m2");
    }
    scene.fails_master("m1", Reason::timed_out);
    CHECK(coordinator(scene, "LeadersDisagree") == State::holds);
}

TEST_CASE("whom an ex-leader named before another led disagrees with nobody") {
    auto scene = healthy();
    for (int round = 1; round <= 3; ++round) {
        scene.at(round * 1s).names_leader("m1", "m1").names_leader("m2", "m1");
    }
    scene.at(4s).denies("m1").leads("m2");
    for (int round = 1; round <= 3; ++round) {
        scene.at(4s + round * 250ms).names_leader("m2", "m2");
        CHECK(coordinator(scene, "LeadersDisagree") == State::holds);
    }
}

TEST_CASE("a master that names nobody disagrees with nobody") {
    auto scene = healthy();
    auto& word = scene.master("m2").role(Role::coordinator)->leader;
    for (int round = 1; round <= 3; ++round) {
        scene.at(round * 10s).leads("m1").denies("m2").names_leader("m1", "m1");
        word.record(scene.answer(cluster::LeaderWord{}));
    }
    CHECK(coordinator(scene, "LeadersDisagree") == State::holds);
}

TEST_CASE("who leads and does not hold the latch does not match it") {
    auto scene = healthy();
    scene.at(1s).shows_latch(Role::coordinator, {"m2", "m1"});
    CHECK(coordinator(scene, "LatchMismatch") == State::violated);
    scene.at(2s).shows_latch(Role::coordinator, {});
    CHECK(coordinator(scene, "LatchMismatch") == State::violated);
    scene.at(3s).denies("m1");
    CHECK(coordinator(scene, "LatchMismatch") == State::holds);  // NoLeader speaks of that
    scene.at(4s).leads("m2").hides_latches();
    CHECK(coordinator(scene, "LatchMismatch") == State::unknown);
}

TEST_CASE("a latch that Druid wrote with its TLS port is that of the same node") {
    auto scene = healthy();
    cluster::Latch latch{.read_through = Scene::node("zk1")};
    latch.contenders = {{.znode = "a", .sequence = 0, .url = "https://m1:8281", .owner = 1}};
    scene.view().zookeeper->latch_of(Role::coordinator).record(scene.answer(std::move(latch)));
    CHECK(coordinator(scene, "LatchMismatch") == State::violated);
    scene.master("m1").also = {"m1:8281"};
    CHECK(coordinator(scene, "LatchMismatch") == State::holds);
}

TEST_CASE("a standby redirects to the leader, and neither elsewhere, nor to itself, nor nowhere") {
    auto scene = healthy();
    CHECK(coordinator(scene, "RedirectBroken", "m2") == State::holds);
    CHECK(coordinator(scene, "RedirectBroken", "m1") == State::holds);
    const auto fault = [&] { return judged(scene, "coordinator", "RedirectBroken", "m2").text; };
    scene.at(1s);
    redirect_m2(scene, "http://m2:8081/druid/coordinator/v1/loadstatus");
    CHECK(fault() == "Coordinator m2:8081 redirects to itself.");
    redirect_m2(scene, "http://m9:8081/druid/coordinator/v1/loadstatus");
    CHECK(fault().contains("redirects to http://m9:8081/druid/coordinator/v1/loadstatus instead"));
    redirect_m2(scene, "http://m1:8091/druid/coordinator/v1/loadstatus");
    CHECK(fault().contains("instead of m1:8081"));
    redirect_m2(scene, "https://m1:8081/druid/coordinator/v1/loadstatus");
    CHECK(fault().contains("though m1:8081 calls itself http://m1:8081"));
    scene.answers_as_leader("m2", Role::coordinator, {LeaderRequest::Fate::nowhere, {}});
    CHECK(fault() == "Coordinator m2:8081 answers 503 instead of redirecting to m1:8081.");
    redirect_m2(scene, "/");
    CHECK(fault().contains("redirects to / instead"));
}

TEST_CASE("where a standby redirected before the leader led is not its fault now") {
    auto scene = healthy();
    scene.at(10s).denies_both("m1").leads_both("m2").answers_as_leader(
        "m1", Role::coordinator, {LeaderRequest::Fate::nowhere, {}});
    scene.at(11s).denies("m2").leads("m1");
    CHECK(coordinator(scene, "RedirectBroken", "m2") == State::unknown);
    scene.at(12s).redirects("m2", "m1");
    CHECK(coordinator(scene, "RedirectBroken", "m2") == State::holds);
}

TEST_CASE("without a leader nobody has to redirect") {
    auto scene = healthy();
    scene.at(1s).denies("m1").answers_as_leader("m2", Role::coordinator,
                                                {LeaderRequest::Fate::nowhere, {}});
    CHECK(coordinator(scene, "RedirectBroken", "m2") == State::unknown);
}

TEST_CASE("a healthy standby outside the latch would not take over") {
    auto scene = healthy();
    scene.at(1s).shows_latch(Role::coordinator, {"m1"});
    const auto verdict = judged(scene, "coordinator", "StandbyNotCandidate", "m2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("does not stand in the latch"));
    scene.fails_master("m2", Reason::refused);
    CHECK(coordinator(scene, "StandbyNotCandidate", "m2") == State::unknown);
    scene.at(2s).denies_both("m2").hides_latches();
    CHECK(coordinator(scene, "StandbyNotCandidate", "m2") == State::unknown);
}

TEST_CASE("the false one of two leaders is no standby") {
    auto scene = healthy();
    scene.at(1s).leads("m2").shows_latch(Role::coordinator, {"m1"});
    CHECK(coordinator(scene, "StandbyNotCandidate", "m2") == State::holds);
}

TEST_CASE("without ZooKeeper the latch is out of sight, and a healthy standby is one") {
    auto scene = healthy();
    scene.view().zookeeper.reset();
    CHECK(coordinator(scene, "NoStandby") == State::holds);
    CHECK(coordinator(scene, "NoLeader") == State::holds);
    const auto verdict = judged(scene, "coordinator", "LatchMismatch");
    CHECK(verdict.state == State::unknown);
    CHECK(verdict.text.contains("without ZooKeeper"));
}

#include <catch2/catch.hpp>

#include "alerting/judge.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using druidwatch::test::Scene;
using invariants::State;

namespace {

Judgement find(const std::vector<Judgement>& all, const std::string& tier, const std::string& name,
               const std::string& node = {}) {
    for (const auto& one : all) {
        if (one.key.tier == tier && one.key.name == name &&
            one.key.node == (node.empty() ? "" : Scene::node(node)))
            return one;
    }
    FAIL("no judgement of " << tier << " " << name << " " << node);
    return {};
}

Scene both_masters_killed() {
    Scene scene;
    scene.at(0s).all_is_well();
    scene.at(1s).fails_master("m1", Reason::refused).fails_master("m2", Reason::refused);
    return scene;
}

std::vector<Judgement> judged(const Scene& scene,
                              const std::vector<config::Override>& overrides = {}) {
    return judgements("production", judge(scene.view(), scene.now()), overrides);
}

}  // namespace

TEST_CASE("a consequence names the first of its causes that is violated") {
    const auto all = judged(both_masters_killed());
    CHECK(find(all, "coordinator", "NoLeader").cause == "master NoneServing");
    CHECK(find(all, "master", "NodeDown", "m1").cause == "master NoneServing");
    CHECK(find(all, "master", "NoneServing").cause.empty());
}

TEST_CASE("what is broken on one node is no cause on another") {
    const auto& lag = *invariants::find({"metadata", "ReplicationLag"});
    const auto& broken = *invariants::find({"metadata", "ReplicationBroken"});
    const auto on = [](const std::string& node) { return invariants::violated("", {}).of(node); };
    const std::vector<JudgedInvariant> all{{&broken, {on("pg2:5432")}},
                                           {&lag, {on("pg2:5432"), on("pg3:5432")}}};
    const auto causes = judgements("production", all, {});
    REQUIRE(causes.size() == 3);
    CHECK(causes[1].cause == "metadata ReplicationBroken");
    CHECK(causes[2].cause.empty());
}

TEST_CASE("while nothing of a cluster answers, that is all that is known of it") {
    Scene scene;
    scene.at(1s);
    for (const auto* zk : {"zk1", "zk2", "zk3"})
        scene.fails_session(zk, Reason::timed_out).fails_session(zk, Reason::timed_out);
    for (const auto& judgement : judged(scene)) {
        CAPTURE(judgement.key.tier, judgement.key.name);
        CHECK((judgement.state == State::violated) == (judgement.key.name == "Unreachable"));
    }
}

TEST_CASE("a quorum is called lost once anything of the cluster has answered since") {
    Scene scene;
    scene.at(0s).all_is_well().at(1s);
    for (const auto* zk : {"zk1", "zk2", "zk3"})
        scene.fails_session(zk, Reason::timed_out).fails_session(zk, Reason::timed_out);
    const auto lost = [&] { return find(judged(scene), "zookeeper", "QuorumLost").state; };
    CHECK(lost() == State::unknown);
    scene.at(2s).denies_both("m2");
    CHECK(lost() == State::violated);
}

TEST_CASE("an override sets hold and severity of what it matches, and of nothing else") {
    const config::Override shorter{
        .alert = "DruidHaNodeDown", .match = {{"tier", "master"}}, .severity = "info", .hold = 0ms};
    const auto all = judged(both_masters_killed(), {shorter});
    CHECK(find(all, "master", "NodeDown", "m1").hold == 0ms);
    CHECK(find(all, "master", "NodeDown", "m1").severity == invariants::Severity::info);
    CHECK(find(all, "broker", "NodeDown", "b1").hold == 10s);
    const config::Override elsewhere{
        .alert = "DruidHaNodeDown", .match = {{"druid_cluster", "staging"}}, .hold = 0ms};
    CHECK(find(judged(both_masters_killed(), {elsewhere}), "master", "NodeDown", "m1").hold == 10s);
}

TEST_CASE("the watchdog is an alert of the agent, of no cluster and no severity") {
    const auto judgement = watchdog("watch1:19105");
    const auto labels = labels_of({.key = judgement.key, .severity = judgement.severity});
    CHECK(labels == std::map<std::string, std::string>{{"alertname", "DruidHaWatchdog"},
                                                       {"severity", "none"},
                                                       {"tier", "agent"},
                                                       {"node", "watch1:19105"}});
}

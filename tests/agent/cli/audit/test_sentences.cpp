#include <catch2/catch.hpp>

#include "agent/cli/audit/judged.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::auditing;
using test::Scene;
using Ids = std::vector<std::string>;

namespace {

Scene well() {
    Scene scene;
    scene.all_is_well();
    return scene;
}

ProcessWord& word_of(Words& words, const std::string& name) {
    return *std::ranges::find_if(
        words.processes, [&](const auto& word) { return word.process.node == Scene::node(name); });
}

}  // namespace

TEST_CASE("a cluster that is whole keeps every sentence, each with evidence and without a remedy") {
    const auto scene = well();
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::all(audit, Answer::broken) == Ids{});
    CHECK(test::all(audit, Answer::unknown) == Ids{});
    CHECK(audit.findings.size() == 23);
    for (const auto& finding : audit.findings) {
        INFO(finding.id);
        CHECK(!finding.outcome.evidence.empty());
        CHECK(!finding.outcome.text.empty());
        CHECK(finding.remedy.empty());
    }
}

TEST_CASE("an ensemble of two is too small, and a standalone server is") {
    auto scene = well();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.says_membership(member, test::membership_of(member[2] - '0', 2));
    }
    const auto audit = test::audit(scene, test::words_of(scene));
    const auto& size = test::find(audit, "zookeeper.size");
    CHECK(size.outcome.answer == Answer::broken);
    CHECK(size.outcome.text == "With 2 voters, ZooKeeper survives no failure.");
    CHECK(!size.remedy.empty());
}

TEST_CASE("how many members are configured is no proof of how many vote") {
    auto scene = well();
    for (auto& member : scene.view().zookeeper->members) {
        member.membership = {};
        member.state = {};
    }
    scene.view().zookeeper->config_node = {};
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::find(audit, "zookeeper.size").outcome.answer == Answer::unknown);
}

TEST_CASE("a metadata store without a standby is neither replicated nor fails over") {
    auto scene = well();
    scene.view().metadata->nodes.pop_back();
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::all(audit, Answer::broken) == Ids{"metadata.replication", "metadata.failover"});
}

TEST_CASE("a standby that is silent leaves it unknown whether it replicates") {
    auto scene = well();
    scene.fails_database("pg2", Reason::timed_out);
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::find(audit, "metadata.replication").outcome.answer == Answer::unknown);
}

TEST_CASE("a cluster without a configured store can't be told about, unless masters use Derby") {
    auto scene = well();
    scene.view().metadata.reset();
    auto words = test::words_of(scene);
    CHECK(test::find(test::audit(scene, words), "metadata.failover").outcome.answer ==
          Answer::unknown);
    word_of(words, "m1").properties.answer->storage_type = "derby";
    CHECK(test::find(test::audit(scene, words), "metadata.failover").outcome.answer ==
          Answer::broken);
}

TEST_CASE("one master with another metadata store breaks that sentence alone") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "m2").properties.answer->connect_uri = "jdbc:postgresql://pg-vip:5432/elsewhere";
    const auto audit = test::audit(scene, words);
    CHECK(test::all(audit, Answer::broken) == Ids{"masters.metadata"});
    const auto& finding = test::find(audit, "masters.metadata");
    REQUIRE(finding.outcome.evidence.size() == 2);
    CHECK(finding.outcome.evidence.back().said == "postgresql pg-vip:5432/elsewhere, tables druid");
}

TEST_CASE("the way to the database may differ, not the database") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "m2").properties.answer->connect_uri += "?ssl=true";
    CHECK(test::all(test::audit(scene, words), Answer::broken) == Ids{});
}

TEST_CASE("a single Broker is broken whatever else it does") {
    auto scene = well();
    scene.view().druid->brokers.pop_back();
    auto words = test::words_of(scene);
    words.balancers.front().answers.pop_back();
    const auto audit = test::audit(scene, words);
    CHECK(test::all(audit, Answer::broken) == Ids{"broker.several"});
    CHECK(test::find(audit, "broker.queryable").outcome.answer == Answer::kept);
}

TEST_CASE("a Broker that fails queries is not queryable") {
    auto scene = well();
    scene.fails_query("b2", Reason::unavailable);
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::find(audit, "broker.queryable").outcome.answer == Answer::broken);
}

TEST_CASE("a balancer that keeps us on one Broker tells nothing of the other") {
    const auto scene = well();
    auto words = test::words_of(scene);
    words.balancers.front().answers.pop_back();
    const auto audit = test::audit(scene, words);
    CHECK(test::all(audit, Answer::unknown) == Ids{"balancer.reaches"});
    CHECK(test::find(audit, "balancer.reaches").outcome.text ==
          "1 requests through lb:8082 were answered, none of them by b2:8082.");
}

TEST_CASE("without a configured balancer nobody can tell what stands before the Brokers") {
    auto scene = well();
    scene.view().druid->balancers.clear();
    auto words = test::words_of(scene);
    words.balancers.clear();
    CHECK(test::all(test::audit(scene, words), Answer::unknown) ==
          Ids{"balancer.front", "balancer.reaches"});
}

TEST_CASE("a single master is broken for both roles, and nobody is there to redirect") {
    auto scene = well();
    scene.view().druid->masters.pop_back();
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::all(audit, Answer::broken) == Ids{"coordinator.several", "overlord.several"});
    CHECK(test::all(audit, Answer::unknown) == Ids{"coordinator.redirects", "overlord.redirects"});
}

TEST_CASE("two Overlords that lead break that exactly one is active") {
    auto scene = well();
    scene.at(1s).leads("m2", cluster::Role::overlord);
    scene.at(2s).leads("m1", cluster::Role::overlord);
    scene.at(3s).leads("m2", cluster::Role::overlord);
    const auto audit = test::audit(scene, test::words_of(scene));
    CHECK(test::find(audit, "overlord.active").outcome.answer == Answer::broken);
    CHECK(test::find(audit, "coordinator.active").outcome.answer == Answer::kept);
}

TEST_CASE("processes that tell time differently are named, and so is one that is not on UTC") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "b1").properties.answer->time_zone = "Europe/Berlin";
    const auto audit = test::audit(scene, words);
    CHECK(test::all(audit, Answer::broken) == Ids{"all.time_zone", "all.utc"});
    CHECK(test::find(audit, "all.utc").outcome.text == "b1:8082 runs in another time zone.");
}

TEST_CASE("a process of another version is named") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "r1").version.answer = "34.0.0";
    const auto audit = test::audit(scene, words);
    CHECK(test::all(audit, Answer::broken) == Ids{"all.version"});
    CHECK(test::find(audit, "all.version").outcome.text.find("34.0.0 of r1:8888") !=
          std::string::npos);
}

TEST_CASE("a process that does not tell its properties leaves unknown what it has in common") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "m1").properties =
        scene.failure<cluster::DruidProperties>("m1", Reason::not_allowed);
    const auto audit = test::audit(scene, words);
    // It is announced, so it uses the ZooKeeper that is watched, whatever it does not tell.
    CHECK(test::all(audit, Answer::unknown) == Ids{"masters.metadata", "all.time_zone", "all.utc"});
    CHECK(!test::find(audit, "all.utc").remedy.empty());
}

TEST_CASE("another name for the same ZooKeeper is no other ZooKeeper") {
    const auto scene = well();
    auto words = test::words_of(scene);
    word_of(words, "m2").properties.answer->zookeeper = "10.0.0.1:2181";
    CHECK(test::all(test::audit(scene, words), Answer::broken) == Ids{});
}

TEST_CASE("a process that is not announced is judged by what it calls its ZooKeeper") {
    const auto scene = well();
    auto words = test::words_of(scene);
    auto& apart = word_of(words, "m2");
    apart.process.announced = false;
    CHECK(test::all(test::audit(scene, words), Answer::broken) == Ids{});
    apart.properties.answer->base_path = "/apart";
    CHECK(test::all(test::audit(scene, words), Answer::broken) ==
          Ids{"masters.zookeeper", "all.zookeeper"});
}

TEST_CASE("a Router without the management proxy is broken, one that is silent is unknown") {
    auto scene = well();
    scene.fails_route("r1", cluster::Role::overlord, Reason::not_allowed);
    CHECK(test::all(test::audit(scene, test::words_of(scene)), Answer::broken) ==
          Ids{"router.proxy"});
    scene.fails_route("r1", cluster::Role::overlord, Reason::timed_out);
    CHECK(test::find(test::audit(scene, test::words_of(scene)), "router.proxy").outcome.answer ==
          Answer::unknown);
}

TEST_CASE("a cluster without Historicals is told so") {
    const auto scene = well();
    auto words = test::words_of(scene);
    std::erase_if(words.processes, [](const auto& word) {
        return word.process.kinds == std::vector<std::string>{"HISTORICAL"};
    });
    CHECK(test::all(test::audit(scene, words), Answer::broken) == Ids{"historical.some"});
}

TEST_CASE("Druid that elects by Kubernetes is not asked for a ZooKeeper") {
    auto scene = well();
    scene.view().zookeeper.reset();
    auto words = test::words_of(scene);
    for (auto& word : words.processes) word.properties.answer->discovery = "k8s";
    for (const auto& finding : test::audit(scene, words).findings) {
        CHECK(!finding.id.starts_with("zookeeper."));
    }
}

TEST_CASE("the exit status is the worst answer's: broken, then unknown") {
    const auto of = [](std::vector<Answer> answers) {
        ClusterAudit audit{.cluster = "production"};
        for (const auto answer : answers) audit.findings.push_back({.outcome = {answer, ""}});
        return exit_status({audit});
    };
    CHECK(of({Answer::kept}) == 0);
    CHECK(of({Answer::kept, Answer::unknown}) == 3);
    CHECK(of({Answer::unknown, Answer::broken}) == 1);
}

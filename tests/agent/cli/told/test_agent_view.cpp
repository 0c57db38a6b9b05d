#include <catch2/catch.hpp>

#include "support/agent_answers.hpp"

using namespace druidwatch;
using namespace druidwatch::cli;
using namespace druidwatch::test;

TEST_CASE("an agent's answers are read, and of its invariants those that could not be checked") {
    const auto view = view_of(clusters_answer(), alerts_answer());
    CHECK(view.agent == "watch1:19105");
    CHECK(view.taken == told_at);
    const auto& cluster = view.clusters.at(0);
    CHECK(cluster.stands == true);
    CHECK(cluster.tiers.at(0).headroom == 1);
    CHECK(!cluster.tiers.at(1).headroom);
    CHECK(cluster.tiers.at(0).nodes.at(0).leads == std::vector<std::string>{"zookeeper"});
    CHECK(!cluster.tiers.at(0).nodes.at(1).last_answer);
    CHECK(cluster.tiers.at(1).nodes.at(0).lag_seconds == 2.5);
    CHECK(cluster.tiers.at(1).nodes.at(0).lag_bytes == 4096);
    REQUIRE(cluster.unknowns.size() == 4);
    CHECK(cluster.unknowns.at(0).node == "zk2:2181");
    CHECK(view.alerts.at(1).evidence.at(0).who == "zk2:2181");
    CHECK(view.alerts.at(2).resolved_at == told_at - 19min);
    CHECK(identity_of(view.alerts.at(0)) == "production overlord DruidHaNodeDown m2:8090");
    CHECK(identity_of(view.alerts.at(1)) == "production zookeeper DruidHaQuorumLost");
}

TEST_CASE("whether a cluster stands may be unknown") {
    CHECK(!view_of(clusters_answer("null"), no_alerts()).clusters.at(0).stands);
}

TEST_CASE("what is no answer of an agent is told as that") {
    for (const auto* answer : {"", "<html>", "[]", "{}", R"({"agent": 1})"}) {
        CAPTURE(answer);
        const auto view = read_agent_view(answer, no_alerts());
        REQUIRE(!view);
        CHECK(view.error().find("this is no answer of druidwatch") == 0);
    }
}

TEST_CASE("the exit status is 0, 1, 2 or 3 by what is worst") {
    CHECK(exit_status(view_of(clusters_answer("true"), no_alerts())) == 0);
    CHECK(exit_status(view_of(clusters_answer("null"), no_alerts())) == 3);
    CHECK(exit_status(view_of(clusters_answer("false"), no_alerts())) == 2);
    auto view = view_of(clusters_answer("null"), alerts_answer());
    CHECK(exit_status(view) == 2);
    view.alerts.at(1).state = "pending";
    CHECK(exit_status(view) == 1);
    view.alerts.at(0).in_maintenance = true;
    CHECK(exit_status(view) == 3);
}

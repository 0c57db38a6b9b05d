#include <catch2/catch.hpp>

#include "exporters/prometheus/metrics.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;
using cluster::Role;

namespace {

/// Of a scene alone: nothing judged, nothing counted.
std::string text_of(const test::Scene& scene) {
    watch::Snapshot snapshot{.taken = scene.instant()};
    snapshot.clusters.push_back({.view = scene.view()});
    return exposition(metric_families(snapshot));
}

auto says(const std::string& metric, const std::string& labels, const std::string& value) {
    const auto all = R"(druid_cluster="production",)" + labels;
    return Contains("\n" + metric + "{" + all + "} " + value + "\n");
}

}  // namespace

TEST_CASE("the standby of a role counts only if it waits in the latch") {
    test::Scene scene;
    scene.all_is_well();
    CHECK_THAT(text_of(scene), says("druid_ha_standbys", R"(tier="overlord")", "1"));
    CHECK_THAT(text_of(scene), says("druid_ha_latch_candidates", R"(tier="overlord")", "2"));
    scene.shows_latch(Role::overlord, {"m1"});
    CHECK_THAT(text_of(scene), says("druid_ha_standbys", R"(tier="overlord")", "0"));
    CHECK_THAT(text_of(scene),
               says("druid_ha_latch_candidate", R"(node="m2:8081",tier="overlord")", "0"));
    scene.hides_latches();
    CHECK_THAT(text_of(scene), !Contains(R"(druid_ha_latch_candidate)"));
    CHECK_THAT(text_of(scene),
               !Contains(R"(druid_ha_standbys{druid_cluster="production",tier="ov)"));
}

TEST_CASE("a database that could not be promoted is no standby") {
    test::Scene scene;
    scene.all_is_well();
    CHECK_THAT(text_of(scene), says("druid_ha_standbys", R"(tier="metadata")", "1"));
    CHECK_THAT(text_of(scene), says("druid_ha_replication_streaming", R"(node="pg2:5432")", "1"));
    scene.is_standby("pg2", 0x3000000, "");
    CHECK_THAT(text_of(scene), says("druid_ha_standbys", R"(tier="metadata")", "0"));
    CHECK_THAT(text_of(scene), says("druid_ha_replication_streaming", R"(node="pg2:5432")", "0"));
    // A primary replicates nothing.
    CHECK_THAT(text_of(scene),
               !Contains(R"(druid_ha_replication_streaming{druid_cluster="production",node="pg1)"));
}

TEST_CASE("the node behind Druid's database address is named") {
    test::Scene scene;
    scene.all_is_well();
    const std::string leads = R"(druid_ha_metadata_endpoint_info{address="pg-vip:5432",)";
    CHECK_THAT(text_of(scene),
               Contains(leads + R"(druid_cluster="production",node="pg1:5432"} 1)"));
    scene.endpoint_leads_to("pg2");
    CHECK_THAT(text_of(scene),
               Contains(leads + R"(druid_cluster="production",node="pg2:5432"} 1)"));
    scene.fails_endpoint(Reason::timed_out);
    CHECK_THAT(text_of(scene), !Contains("druid_ha_metadata_endpoint"));
}

TEST_CASE("a quorum is counted, and not guessed while a voter may be alive") {
    test::Scene scene;
    scene.all_is_well();
    for (const auto* count : {"voters} 3", "serving} 3", "synced} 3", "needed} 2"}) {
        std::string line = "druid_ha_zookeeper_quorum_" + std::string(count);
        line.insert(line.find('}'), R"({druid_cluster="production")");
        CHECK_THAT(text_of(scene), Contains("\n" + line + "\n"));
    }
    scene.fails_session("zk3", Reason::refused).fails_ruok("zk3", Reason::refused);
    scene.says_state("zk1", test::leader_state(1));
    CHECK_THAT(text_of(scene),
               Contains(R"(druid_ha_zookeeper_quorum_serving{druid_cluster="production"} 2)"));
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(member, Reason::timed_out)
            .fails_ruok(member, Reason::timed_out)
            .fails_state(member, Reason::timed_out);
    }
    CHECK_THAT(text_of(scene), !Contains("druid_ha_zookeeper_quorum_serving"));
    CHECK_THAT(text_of(scene),
               says("druid_ha_zookeeper_session_granted", R"(node="zk1:2181")", "0"));
    CHECK_THAT(text_of(scene), !Contains("druid_ha_zookeeper_mode"));
}

TEST_CASE("a Broker that the balancer leaves out has a share of 0") {
    test::Scene scene;
    scene.all_is_well();
    for (int i = 0; i < 20; ++i) scene.answers_through_balancer("b1");
    const std::string share = "druid_ha_balancer_share_ratio{broker=";
    const std::string of_lb = R"(,druid_cluster="production",node="lb:8082"} )";
    CHECK_THAT(text_of(scene), Contains(share + R"("b1:8082")" + of_lb + "1\n"));
    CHECK_THAT(text_of(scene), Contains(share + R"("b2:8082")" + of_lb + "0\n"));
    CHECK_THAT(text_of(scene), says("druid_ha_balancer_success_ratio", R"(node="lb:8082")", "1"));
}

TEST_CASE("what a master makes of a leader's request, and whom it names") {
    test::Scene scene;
    scene.all_is_well();
    CHECK_THAT(text_of(scene),
               Contains(R"(fate="redirected",node="m2:8081",tier="coordinator"} 1)"));
    CHECK_THAT(text_of(scene),
               Contains(R"(leader="m1:8081",node="m2:8081",tier="coordinator"} 1)"));
    scene.fails_master("m2", Reason::refused).at(60s);
    CHECK_THAT(text_of(scene), !Contains("druid_ha_leader_request"));
    CHECK_THAT(text_of(scene), !Contains("druid_ha_leader_named_info"));
}

TEST_CASE("a Broker that is not ready says so, and one that is silent says nothing") {
    test::Scene scene;
    scene.all_is_well().broker_not_ready("b1").fails_broker("b2", Reason::timed_out);
    CHECK_THAT(text_of(scene), says("druid_ha_broker_ready", R"(node="b1:8082")", "0"));
    CHECK_THAT(text_of(scene),
               !Contains(R"(druid_ha_broker_ready{druid_cluster="production",node="b2)"));
    CHECK_THAT(text_of(scene), Contains(R"(node="b2:8082",state="silent",tier="broker"} 1)"));
}

#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using invariants::State;

namespace {

State pg(const Scene& scene, std::string_view name, const std::string& node = {}) {
    return state(scene, "metadata", name, node);
}

}  // namespace

TEST_CASE("a killed primary leaves no primary") {
    auto scene = healthy();
    scene.at(1s)
        .fails_database("pg1", Reason::refused)
        .is_standby("pg2", 0x3000000, "")
        .fails_endpoint(Reason::closed);
    CHECK(pg(scene, "NoPrimary") == State::violated);
    CHECK(pg(scene, "NodeDown", "pg1") == State::violated);
    CHECK(pg(scene, "ReplicationBroken", "pg2") == State::violated);
    CHECK(pg(scene, "EndpointNotPrimary") == State::violated);
}

TEST_CASE("a silent primary is unknown until its standby has lost it, too") {
    auto scene = healthy();
    scene.at(1s).fails_database("pg1", Reason::timed_out).is_standby("pg2");
    CHECK(pg(scene, "NoPrimary") == State::unknown);
    CHECK(pg(scene, "NodeDown", "pg1") == State::unknown);
    scene.at(2s).is_standby("pg2", 0x3000000, "");
    CHECK(pg(scene, "NoPrimary") == State::violated);
    CHECK(pg(scene, "NodeDown", "pg1") == State::violated);
}

TEST_CASE("a server without connection slots is alive") {
    auto scene = healthy();
    scene.at(1s).fails_database("pg1", Reason::exhausted);
    CHECK(pg(scene, "NodeDown", "pg1") == State::holds);
    CHECK(pg(scene, "NoPrimary") == State::unknown);
}

TEST_CASE("a standby behind another that is cut off gets nothing, though it streams") {
    auto scene = healthy();
    scene.at(1s).says_database(
        "pg1", {.writable = true, .lineage = "7", .identity = "7/pg1", .timeline = 1});
    CHECK(pg(scene, "ReplicationBroken", "pg2") == State::holds);
    CHECK(pg(scene, "NoFailoverCandidate") == State::violated);
}

TEST_CASE("a server that is starting up or shutting down is not down, and no primary") {
    auto scene = healthy();
    scene.at(1s).fails_database("pg1", Reason::starting_up);
    CHECK(pg(scene, "NodeDown", "pg1") == State::holds);
    CHECK(pg(scene, "NoPrimary") == State::violated);
}

TEST_CASE("two writable nodes of one database are a split brain once the first is heard again") {
    auto scene = healthy();
    scene.at(1s).is_primary("pg2", 0x4000000, 2);
    CHECK(pg(scene, "SplitBrain") == State::unknown);
    scene.at(2s).is_primary("pg1");
    CHECK(pg(scene, "SplitBrain") == State::violated);
}

TEST_CASE("a planned switch-over is no split brain") {
    auto scene = healthy();
    scene.at(1s).is_standby("pg1").is_primary("pg2", 0x4000000, 2);
    scene.at(2s).is_standby("pg1", 0x4000000, "streaming", 2).is_primary("pg2", 0x4000000, 2);
    CHECK(pg(scene, "SplitBrain") == State::holds);
}

TEST_CASE("writable nodes of two databases are no split brain") {
    auto scene = healthy();
    scene.at(1s).says_database("pg2", {.writable = true, .lineage = "8", .timeline = 1});
    scene.at(2s).is_primary("pg1");
    scene.at(3s).says_database("pg2", {.writable = true, .lineage = "8", .timeline = 1});
    CHECK(pg(scene, "SplitBrain") != State::violated);
}

TEST_CASE("a standby that does not stream is broken, and no failover candidate") {
    auto scene = healthy();
    scene.at(1s).is_primary("pg1").is_standby("pg2", 0x3000000, "");
    CHECK(pg(scene, "ReplicationBroken", "pg2") == State::violated);
    CHECK(pg(scene, "NoFailoverCandidate") == State::violated);
    CHECK(judged(scene, "metadata", "NoFailoverCandidate").text.find("does not stream") !=
          std::string::npos);
}

TEST_CASE("a standby on another timeline is broken although it waits") {
    auto scene = healthy();
    scene.at(1s).is_primary("pg1", 0x4000000, 2).is_standby("pg2", 0x3000000, "streaming", 1);
    CHECK(pg(scene, "ReplicationBroken", "pg2") == State::violated);
}

TEST_CASE("without a grant replication is unknown and says which") {
    auto scene = healthy();
    scene.at(1s).says_database("pg2", {.standby = true,
                                       .lineage = "7",
                                       .timeline = 1,
                                       .replayed = 1,
                                       .hidden = "grant pg_read_all_stats to the monitoring role"});
    const auto verdict = judged(scene, "metadata", "ReplicationBroken", "pg2");
    CHECK(verdict.state == State::unknown);
    CHECK(verdict.text.find("pg_read_all_stats") != std::string::npos);
    CHECK(pg(scene, "NoFailoverCandidate") == State::unknown);
    CHECK(state(scene, "agent", "TargetUnknown", "pg2") == State::violated);
}

TEST_CASE("lag is judged by time and by bytes, severe at ten times the limit") {
    auto scene = healthy();
    scene.at(1s).is_primary("pg1", 0x3000100).is_standby("pg2", 0x3000000);
    scene.at(20s).is_primary("pg1", 0x3000200).is_standby("pg2", 0x3000000);
    CHECK(pg(scene, "ReplicationLag", "pg2") == State::holds);
    scene.at(40s).is_primary("pg1", 0x3000300).is_standby("pg2", 0x3000000);
    CHECK(pg(scene, "ReplicationLag", "pg2") == State::violated);
    CHECK(pg(scene, "ReplicationLagSevere", "pg2") == State::holds);
    scene.at(41s).is_primary("pg1", 0x3000000 + (640LL << 20) + 1).is_standby("pg2", 0x3000000);
    CHECK(pg(scene, "ReplicationLagSevere", "pg2") == State::violated);
}

TEST_CASE("an endpoint that leads to the standby is not the primary") {
    auto scene = healthy();
    scene.at(1s).endpoint_leads_to("pg2");
    CHECK(pg(scene, "EndpointNotPrimary") == State::violated);
}

TEST_CASE("an endpoint that is writable but another server is not the primary") {
    auto scene = healthy();
    auto other = *scene.view().metadata->nodes[0].state.last_answer()->answer;
    other.identity += "1";
    scene.at(1s);
    scene.view().metadata->endpoint->hosts.front().state.record(
        {.asked = scene.instant(), .answered = scene.instant(), .answer = other});
    CHECK(pg(scene, "EndpointNotPrimary") == State::violated);
}

TEST_CASE("a silent endpoint is unknown, unless there is no primary that it could lead to") {
    auto scene = healthy();
    scene.at(1s).fails_endpoint(Reason::timed_out);
    CHECK(pg(scene, "EndpointNotPrimary") == State::unknown);
    scene.at(2s).fails_database("pg1", Reason::refused);
    CHECK(pg(scene, "EndpointNotPrimary") == State::violated);
}

TEST_CASE("a driver that is given two hosts and seeks the primary finds it behind a dead one") {
    auto scene = healthy();
    auto& endpoint = *scene.view().metadata->endpoint;
    endpoint.hosts.push_back(endpoint.hosts.front());
    scene.at(1s).fails_endpoint(Reason::refused);
    const auto answered = [&](const std::string& node) {
        const auto& nodes = scene.view().metadata->nodes;
        const auto found =
            std::ranges::find(nodes, Scene::node(node), &cluster::DatabaseNode::node);
        endpoint.hosts[1].state.record({.asked = scene.instant(),
                                        .answered = scene.instant(),
                                        .answer = *found->state.last_answer()->answer});
        return pg(scene, "EndpointNotPrimary");
    };
    CHECK(answered("pg1") == State::holds);
    CHECK(answered("pg2") == State::violated);
    endpoint.seeks_primary = true;
    CHECK(answered("pg1") == State::holds);
}

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/cluster_listing.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::Announcement;
using cluster::Announcements;

namespace {

Result<Announcements> listing_of(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_cluster_listing(answer.status, answer.body);
}

}  // namespace

TEST_CASE("a Coordinator lists every process under each of its roles") {
    const auto listing = listing_of("healthy33.leader.coordinator-cluster");
    REQUIRE(listing);
    CHECK(listing->processes == std::vector<Announcement>{
                                    {"COORDINATOR", "127.0.0.1", 18181, -1, "druid/coordinator"},
                                    {"COORDINATOR", "127.0.0.1", 18281, -1, "druid/coordinator"},
                                    {"OVERLORD", "127.0.0.1", 18181, -1, "druid/coordinator"},
                                    {"OVERLORD", "127.0.0.1", 18281, -1, "druid/coordinator"},
                                    {"BROKER", "127.0.0.1", 18282, -1, "druid/broker"},
                                    {"BROKER", "127.0.0.1", 18182, -1, "druid/broker"},
                                    {"HISTORICAL", "127.0.0.1", 18083, -1, "druid/historical"},
                                    {"ROUTER", "127.0.0.1", 18888, -1, "druid/router"},
                                });
}

TEST_CASE("roles without a process are none, and separate masters are four") {
    CHECK(listing_of("healthy37.leader.coordinator-cluster")->processes.size() == 4);
    const auto separate = listing_of("standalone33.coordinator-leader.coordinator-v1-cluster");
    REQUIRE(separate);
    CHECK(separate->processes[2] ==
          Announcement{"OVERLORD", "127.0.0.1", 18190, -1, "druid/overlord"});
}

TEST_CASE("roles are written as ZooKeeper's announcements write them, and ports of TLS are told") {
    const auto listing = parse_cluster_listing(
        200, R"({"middleManager":[{"host":"mm","service":"druid/middleManager","tlsPort":8291}]})");
    REQUIRE(listing);
    CHECK(listing->processes ==
          std::vector<Announcement>{{"MIDDLE_MANAGER", "mm", -1, 8291, "druid/middleManager"}});
}

TEST_CASE("what lists no processes is no answer") {
    for (const auto* body : {"", "[]", R"({"broker":{}})", R"({"broker":[1]})",
                             R"({"broker":[{"plaintextPort":8082}]})"}) {
        CAPTURE(body);
        CHECK(parse_cluster_listing(200, body).error().reason == Reason::protocol);
    }
    CHECK(parse_cluster_listing(403, "").error().answer.contains("READ on the resource STATE"));
    CHECK(parse_cluster_listing(503, "").error().reason == Reason::unavailable);
}

TEST_CASE("no bytes break the reader of the listing, and no part of it is the whole") {
    const auto body = captured_http("druid/healthy33.leader.coordinator-cluster.txt").body;
    survive_mutations({body, R"({"middleManager":[{"host":"::1","tlsPort":8291}]})"},
                      [](const std::string& bytes) { (void)parse_cluster_listing(200, bytes); });
    for_every_truncation(body, [](const std::string& part) {
        if (parse_cluster_listing(200, part)) FAIL(part);
    });
}

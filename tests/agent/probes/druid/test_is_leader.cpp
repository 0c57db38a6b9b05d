#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/is_leader.hpp"
#include "probes/druid/routed_leader.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

namespace {

Result<bool> word_of(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_is_leader(answer.status, answer.body);
}

}  // namespace

TEST_CASE("a master claims or denies to lead by status and body") {
    CHECK(word_of("healthy33.leader.coordinator-isLeader") == true);
    CHECK(word_of("healthy33.standby.coordinator-isLeader") == false);
    CHECK(word_of("healthy37.standby.coordinator-isLeader") == false);
    CHECK(word_of("secure37.leader.druid-coordinator-v1-isLeader.anonymous") == true);
}

TEST_CASE("a false leader claims it as the true one does") {
    CHECK(word_of("dual33.m1.coordinator-isLeader") == true);
    CHECK(word_of("dual33.m2.coordinator-isLeader") == true);
}

TEST_CASE("a process without the role says nothing about it") {
    // A standby Coordinator redirects the Overlord's path, an Overlord answers a bare 404.
    for (const auto* fixture :
         {"standalone33.coordinator-standby.indexer-v1-isLeader",
          "standalone33.overlord-leader.coordinator-v1-isLeader", "dual33.m1.head-isLeader"}) {
        CAPTURE(fixture);
        REQUIRE(!word_of(fixture));
        CHECK(word_of(fixture).error().reason == Reason::protocol);
    }
}

TEST_CASE("status and body must agree") {
    CHECK(!parse_is_leader(200, R"({"leader":false})"));
    CHECK(!parse_is_leader(404, R"({"leader":true})"));
    CHECK(!parse_is_leader(200, R"({"leader":"true"})"));
    CHECK(!parse_is_leader(200, "true"));
    CHECK(parse_is_leader(503, "").error().reason == Reason::unavailable);
}

TEST_CASE("a Router knows the leader, knows of none, or forwards to one that denies") {
    const auto leads = captured_http("druid/healthy33.router.druid-coordinator-v1-isLeader.txt");
    CHECK(parse_routed_leader(leads.status, leads.body) == true);
    CHECK(parse_routed_leader(404, R"({"leader":false})") == false);
    CHECK(parse_routed_leader(
              503, R"({"error":"Unable to determine destination[/druid/coordinator/v1/isLeader]; )"
                   R"(is your coordinator/overlord running?"})") == false);
}

TEST_CASE("a Router that can't reach the leader, is overloaded or forwards nothing is no answer") {
    CHECK(parse_routed_leader(502, "<title>Error 502 Bad Gateway</title>").error().reason ==
          Reason::unavailable);
    CHECK(parse_routed_leader(503, "").error().reason == Reason::unavailable);
    const auto off = parse_routed_leader(404, "<title>Error 404 Not Found</title>");
    REQUIRE(!off);
    CHECK(off.error().reason == Reason::not_allowed);
    CHECK(off.error().answer.find("druid.router.managementProxy.enabled=true") !=
          std::string::npos);
}

TEST_CASE("no bytes break the readers of isLeader") {
    survive_mutations({R"({"leader":true})", R"({"leader":false})", "[[[[[[[[[[[[[[[[[[[["},
                      [](const std::string& body) {
                          (void)parse_is_leader(200, body);
                          (void)parse_routed_leader(404, body);
                      });
}

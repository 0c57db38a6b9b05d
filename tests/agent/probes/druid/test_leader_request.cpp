#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/leader_request.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::LeaderRequest;
using Fate = LeaderRequest::Fate;

namespace {

Result<LeaderRequest> fate_of(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_leader_request(answer.status, answer.body, answer.location);
}

}  // namespace

TEST_CASE("a leader answers what is its to answer, also where there is nothing to tell") {
    CHECK(fate_of("healthy33.leader.coordinator-loadstatus") == LeaderRequest{Fate::answered, {}});
    CHECK(fate_of("healthy33.leader.indexer-workers") == LeaderRequest{Fate::answered, {}});
    CHECK(parse_leader_request(200, R"({"wiki":99.5})", "") == LeaderRequest{Fate::answered, {}});
}

TEST_CASE("a standby redirects to the leader, whatever right the user lacks") {
    CHECK(
        fate_of("healthy33.standby.coordinator-loadstatus") ==
        LeaderRequest{Fate::redirected, "http://127.0.0.1:18281/druid/coordinator/v1/loadstatus"});
    CHECK(fate_of("standalone33.overlord-standby.indexer-v1-workers") ==
          LeaderRequest{Fate::redirected, "http://127.0.0.1:18190/druid/indexer/v1/workers"});
    CHECK(
        fate_of("secure37.standby-later.druid-coordinator-v1-loadstatus.nobody") ==
        LeaderRequest{Fate::redirected, "http://127.0.0.1:19281/druid/coordinator/v1/loadstatus"});
}

TEST_CASE("a master that knows of no leader, and one that does not work yet, say 503") {
    CHECK(parse_leader_request(503, "<title>Error 503 Service Unavailable</title>", "") ==
          LeaderRequest{Fate::nowhere, {}});
}

TEST_CASE("a leader that can't do its work is unavailable") {
    const auto zombie = parse_leader_request(500, "<title>Error 500 Server Error</title>", "");
    REQUIRE(!zombie);
    CHECK(zombie.error().reason == Reason::unavailable);
    CHECK(zombie.error().answer == "HTTP 500 Error 500 Server Error");
}

TEST_CASE("a page that is not Druid's, and a redirect to nowhere, are no answers") {
    CHECK(parse_leader_request(200, "<html>", "").error().reason == Reason::protocol);
    CHECK(parse_leader_request(200, "", "").error().reason == Reason::protocol);
    CHECK(parse_leader_request(307, "", "").error().reason == Reason::protocol);
    CHECK(parse_leader_request(307, "", "a\x01z").error().reason == Reason::protocol);
    CHECK(parse_leader_request(307, "", std::string(600, 'x')).error().reason == Reason::protocol);
    CHECK(parse_leader_request(302, "", "http://login/").error().reason == Reason::authentication);
    CHECK(parse_leader_request(404, "", "").error().reason == Reason::protocol);
}

TEST_CASE("who may not ask the leader learns which right is missing") {
    const auto nobody = fate_of("secure37.leader.druid-coordinator-v1-loadstatus.nobody");
    REQUIRE(!nobody);
    CHECK(nobody.error().reason == Reason::not_allowed);
    CHECK(nobody.error().answer.contains("STATE"));
    CHECK(fate_of("secure37.leader.druid-coordinator-v1-loadstatus.anonymous").error().reason ==
          Reason::authentication);
}

TEST_CASE("no bytes break the reader of a leader's answer or of a redirect") {
    survive_mutations({"{}", "[]", "http://127.0.0.1:18281/druid/indexer/v1/workers"},
                      [](const std::string& bytes) {
                          (void)parse_leader_request(200, bytes, bytes);
                          (void)parse_leader_request(307, bytes, bytes);
                      });
}

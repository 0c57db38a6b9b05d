#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/balancer/answered_by.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::balancer;
using cluster::AnsweredBy;

TEST_CASE("the Broker that answers through a balancer says under which name it announces itself") {
    const auto answer = captured_http("druid/healthy33.broker1.status-properties.txt");
    CHECK(parse_answered_by(answer.status, answer.body) == AnsweredBy{"127.0.0.1:18182"});
}

TEST_CASE("a port that is not set is Druid's own, or that of TLS where there is no other") {
    CHECK(parse_answered_by(200, R"({"druid.host":"broker1"})") == AnsweredBy{"broker1:8082"});
    CHECK(parse_answered_by(200, R"({"druid.host":"::1"})") == AnsweredBy{"[::1]:8082"});
    CHECK(parse_answered_by(200, R"({"druid.host":"b","druid.enablePlaintextPort":"false",)"
                                 R"("druid.plaintextPort":"8082","druid.enableTlsPort":"true",)"
                                 R"("druid.tlsPort":"8282"})") == AnsweredBy{"b:8282"});
}

TEST_CASE("a Broker that does not set its name does not say who it is") {
    const auto nameless = parse_answered_by(200, R"({"druid.plaintextPort":"8082"})");
    REQUIRE(!nameless);
    CHECK(nameless.error().answer.contains("druid.host"));
    CHECK(!parse_answered_by(200, R"({"druid.host":"no host"})"));
}

TEST_CASE("who may not read properties learns which right is missing") {
    CHECK(parse_answered_by(403, "").error().answer.contains("READ on the resource CONFIG"));
    CHECK(parse_answered_by(503, "").error().reason == Reason::unavailable);
}

TEST_CASE("no bytes break the reader of who answered") {
    const auto body = captured_http("druid/healthy33.broker1.status-properties.txt").body;
    survive_mutations({body, R"({"druid.host":"b","druid.plaintextPort":"8082"})"},
                      [](const std::string& bytes) { (void)parse_answered_by(200, bytes); });
    for_every_truncation(body, [](const std::string& part) {
        if (parse_answered_by(200, part)) FAIL(part);
    });
}

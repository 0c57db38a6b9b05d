#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/readiness.hpp"
#include "probes/druid/select_one.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

TEST_CASE("a Broker is ready by its status alone, directly and through a balancer") {
    for (const auto* fixture :
         {"druid/healthy33.broker1.readiness.txt", "druid/healthy33.lb-checked.readiness.txt"}) {
        const auto answer = captured_http(fixture);
        CHECK(parse_readiness(answer.status, answer.body) == true);
    }
    CHECK(parse_readiness(503, "") == false);
    CHECK(parse_readiness(502, "").error().reason == Reason::unavailable);
    CHECK(parse_readiness(404, "").error().reason == Reason::protocol);
    CHECK(parse_readiness(401, "").error().reason == Reason::authentication);
}

TEST_CASE("health is 200 and true") {
    const auto answer = captured_http("druid/healthy33.router.status-health.txt");
    CHECK(parse_health(answer.status, answer.body) == true);
    CHECK(!parse_health(200, "<html>"));
    CHECK(parse_health(503, "").error().reason == Reason::unavailable);
}

TEST_CASE("SELECT 1 is one row with one column that is 1") {
    for (const auto* fixture : {"druid/healthy33.broker1.sql-select1.txt",
                                "druid/healthy33.lb-checked.sql-select1.txt"}) {
        const auto answer = captured_http(fixture);
        CHECK(parse_select_one(answer.status, answer.body) == true);
    }
    CHECK(parse_select_one(200, R"([{"one":1}])") == true);
    for (const auto* body : {"", "[]", "[{}]", "[1]", R"([{"a":2}])", R"([{"a":1},{"a":1}])",
                             R"([{"a":1,"b":1}])", R"([["EXPR$0"],[1]])", R"([{"EXPR$0":1})"}) {
        CAPTURE(body);
        CHECK(!parse_select_one(200, body));
    }
}

TEST_CASE("a Broker that refuses the query says why") {
    const auto answer = captured_http("druid/healthy33.broker1.sql-syntax-error.txt");
    const auto refused = parse_select_one(answer.status, answer.body);
    REQUIRE(!refused);
    CHECK(refused.error().reason == Reason::protocol);
    CHECK(refused.error().answer.starts_with(R"(HTTP 400 {"error":"druidException")"));
    CHECK(parse_select_one(500, "").error().reason == Reason::unavailable);
}

TEST_CASE("no bytes break the readers of a Broker's answers") {
    survive_mutations({R"([{"EXPR$0":1}])", "true"}, [](const std::string& body) {
        (void)parse_select_one(200, body);
        (void)parse_health(200, body);
    });
}

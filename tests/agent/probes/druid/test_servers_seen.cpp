#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/servers_seen.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::ServersSeen;

namespace {

Result<ServersSeen> coordinator_sees(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_coordinator_servers(answer.status, answer.body);
}

}  // namespace

TEST_CASE("a Coordinator sees Historicals, and whatever else serves segments") {
    CHECK(coordinator_sees("healthy33.leader.coordinator-servers_simple") ==
          ServersSeen{{"127.0.0.1:18083"}});
    CHECK(coordinator_sees("healthy37.leader.coordinator-servers_simple") == ServersSeen{});
    CHECK(parse_coordinator_servers(200, R"([{"host":"h2:8083","type":"historical"},)"
                                         R"({"host":"h1:8083","type":"historical"},)"
                                         R"({"host":"mm:8100","type":"indexer-executor"}])") ==
          ServersSeen{{"h1:8083", "h2:8083"}});
}

TEST_CASE("a Broker sees the same ones, in whatever order") {
    CHECK(parse_sys_servers(200, R"([{"server":"h1:8083"},{"server":"h2:8083"}])") ==
          ServersSeen{{"h1:8083", "h2:8083"}});
    CHECK(parse_sys_servers(200, R"([{"server":"h2:8083"},{"server":"h1:8083"}])") ==
          ServersSeen{{"h1:8083", "h2:8083"}});
    CHECK(parse_sys_servers(200, "[]") == ServersSeen{});
}

TEST_CASE("rows of sys.servers read as Druid 33 writes them, with more columns than were asked") {
    const auto answer = captured_http("druid/healthy33.broker1.sql-sys-servers.txt");
    const auto seen = parse_sys_servers(answer.status, answer.body);
    REQUIRE(seen);
    // Both roles of a combined master have a row: each server is one.
    CHECK(seen->historicals == std::vector<std::string>{"127.0.0.1:18083", "127.0.0.1:18181",
                                                        "127.0.0.1:18182", "127.0.0.1:18281",
                                                        "127.0.0.1:18282", "127.0.0.1:18888"});
}

TEST_CASE("what lists no servers is no answer") {
    for (const auto* body : {"", "{}", "[1]", "[{}]", R"([{"server":7}])", R"([{"server":""}])"}) {
        CAPTURE(body);
        CHECK(parse_sys_servers(200, body).error().reason == Reason::protocol);
        CHECK(parse_coordinator_servers(200, body).error().reason == Reason::protocol);
    }
    const auto refused = captured_http("druid/healthy33.broker1.sql-unknown-table.txt");
    CHECK(parse_sys_servers(refused.status, refused.body).error().answer.starts_with("HTTP 400"));
    CHECK(parse_sys_servers(504, "").error().reason == Reason::unavailable);
}

TEST_CASE("who may not see the servers learns which right is missing") {
    for (const auto parse : {parse_sys_servers, parse_coordinator_servers}) {
        CHECK(parse(403, "").error().answer.contains("READ on the resource STATE"));
        CHECK(parse(401, "").error().answer.contains("druid.basic_auth"));
    }
}

TEST_CASE("no bytes break the readers of servers, and no part of them is the whole") {
    const auto rows = captured_http("druid/healthy33.broker1.sql-sys-servers.txt").body;
    const auto servers =
        captured_http("druid/healthy33.leader.coordinator-servers_simple.txt").body;
    survive_mutations({rows, servers}, [](const std::string& bytes) {
        (void)parse_sys_servers(200, bytes);
        (void)parse_coordinator_servers(200, bytes);
    });
    for_every_truncation(rows, [](const std::string& part) {
        if (parse_sys_servers(200, part)) FAIL(part);
    });
    for_every_truncation(servers, [](const std::string& part) {
        if (parse_coordinator_servers(200, part)) FAIL(part);
    });
}

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/duties.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;
using cluster::Duties;
using cluster::DutyGroup;

namespace {

Result<Duties> duties_of(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_duties(answer.status, answer.body);
}

std::string one_group(const std::string& fields) {
    return R"({"dutyGroups":[{"name":"x",)" + fields + "}]}";
}

}  // namespace

TEST_CASE("a leading Coordinator tells the groups of its duties and when each last ended") {
    CHECK(duties_of("healthy33.leader.coordinator-duties") ==
          Duties{{"HistoricalManagementDuties", 5s, "2026-11-24T05:54:31.733Z"},
                 {"IndexingServiceDuties", 30min, "2026-11-24T05:53:07.077Z"},
                 {"MetadataStoreManagementDuties", 1h, "2026-11-24T05:53:06.898Z"}});
    const auto of_37 = duties_of("healthy37.leader.coordinator-duties");
    REQUIRE(of_37);
    CHECK(of_37->size() == 3);
    CHECK(of_37->front() ==
          DutyGroup{"HistoricalManagementDuties", 5s, "2026-11-24T06:14:01.422Z"});
}

TEST_CASE("a group that has not run yet has no end of a run") {
    const auto expected = Duties{{"x", 1min, ""}};
    CHECK(parse_duties(200, one_group(R"("period":"PT60S","lastRunEnd":null)")) == expected);
    CHECK(parse_duties(200, one_group(R"("period":"PT60S")")) == expected);
    CHECK(parse_duties(200, one_group(R"("period":60000)")) == expected);
}

TEST_CASE("Druid before 32 does not know the question, which is no trouble") {
    CHECK(parse_duties(404, "<title>Error 404 Not Found</title>") == Duties{});
    CHECK(parse_duties(200, R"({"dutyGroups":[]})") == Duties{});
}

TEST_CASE("a group without a name or a period that can be counted is unreadable") {
    for (const auto* body :
         {"", "[]", "{}", R"({"dutyGroups":{}})", R"({"dutyGroups":[1]})",
          R"({"dutyGroups":[{"period":"PT5S"}]})", R"({"dutyGroups":[{"name":"x"}]})",
          R"({"dutyGroups":[{"name":"x","period":"PT0S"}]})",
          R"({"dutyGroups":[{"name":"x","period":-5}]})",
          R"({"dutyGroups":[{"name":"x","period":9223372036854775807}]})",
          R"({"dutyGroups":[{"name":"x","period":"5 s"}]})"}) {
        CAPTURE(body);
        REQUIRE(!parse_duties(200, body));
        CHECK(parse_duties(200, body).error().reason == Reason::protocol);
    }
}

TEST_CASE("a Coordinator whose duties can't be told, and a user who may not ask") {
    CHECK(parse_duties(500, "").error().reason == Reason::unavailable);
    const auto denied = parse_duties(403, R"({"Access-Check-Result":"Unauthorized"})");
    CHECK(denied.error().reason == Reason::not_allowed);
    CHECK(denied.error().answer.contains("STATE"));
}

TEST_CASE("no bytes break the reader of duties, and no part of them is the whole") {
    const auto body = captured_http("druid/healthy37.leader.coordinator-duties.txt").body;
    survive_mutations({body, one_group(R"("period":60000)")},
                      [](const std::string& bytes) { (void)parse_duties(200, bytes); });
    for_every_truncation(body, [](const std::string& part) {
        if (parse_duties(200, part)) FAIL(part);
    });
}

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/status.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

TEST_CASE("a process tells which version of Druid it runs") {
    CHECK(parse_version(200, R"({"version":"33.0.0","modules":[]})") == "33.0.0");
}

TEST_CASE("a status without a version is no answer, and one that is refused names the right") {
    for (const auto* body : {"", "true", "[]", "{}", R"({"version":33})"}) {
        CHECK(parse_version(200, body).error().reason == Reason::protocol);
    }
    CHECK(parse_version(403, "{}").error().answer.find("STATE") != std::string::npos);
}

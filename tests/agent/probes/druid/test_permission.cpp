#include "agent/probes/captures.hpp"
#include "probes/druid/permission.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

namespace {

Failure refusal(const std::string& fixture, Permission needed) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return failure_of_answer(answer.status, answer.body, needed);
}

}  // namespace

TEST_CASE("who lacks a right learns which, on which resource") {
    const auto state =
        refusal("secure37.leader.druid-coordinator-v1-loadstatus.nobody", Permission::state_read);
    CHECK(state.reason == Reason::not_allowed);
    CHECK(state.answer.starts_with("HTTP 403 "));
    CHECK(state.answer.contains("READ on the resource STATE of type STATE"));
    const auto config =
        refusal("secure37.leader.status-properties.monitor", Permission::config_read);
    CHECK(config.reason == Reason::not_allowed);
    CHECK(config.answer.contains("READ on the resource CONFIG of type CONFIG"));
}

TEST_CASE("who is not known to Druid learns where a user is configured") {
    for (const auto* fixture : {"secure37.leader.druid-coordinator-v1-loadstatus.anonymous",
                                "secure37.leader.druid-coordinator-v1-leader.wrongpass"}) {
        CAPTURE(fixture);
        const auto failure = refusal(fixture, Permission::state_read);
        CHECK(failure.reason == Reason::authentication);
        CHECK(failure.answer.starts_with("HTTP 401 "));
        CHECK(failure.answer.contains("druid.basic_auth"));
    }
}

TEST_CASE("a redirect as to a login page is no answer of Druid's") {
    for (const int status : {302, 303}) {
        const auto failure = failure_of_answer(status, "", Permission::none);
        CHECK(failure.reason == Reason::authentication);
        CHECK(failure.answer.contains("login"));
        CHECK(failure.answer.contains("druid.basic_auth"));
    }
    CHECK(failure_of_answer(307, "", Permission::none).reason == Reason::protocol);
}

TEST_CASE("what has nothing to do with rights says nothing of them") {
    for (const int status : {200, 400, 404, 500, 502, 503}) {
        CHECK(!failure_of_answer(status, "", Permission::state_read).answer.contains("druid."));
    }
}

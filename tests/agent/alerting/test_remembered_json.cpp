#include <catch2/catch.hpp>

#include "alerting/remembered_json.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

namespace {

RememberedAlert sample(AlertState state) {
    const WallTime at{std::chrono::microseconds(1'800'000'000'123'456)};
    RememberedAlert remembered{.alert = {.key = {"production", "master", "NodeDown", "m1:8081"}}};
    auto& alert = remembered.alert;
    alert.severity = invariants::Severity::critical;
    alert.state = state;
    alert.violated_since = at;
    alert.resolved_at = at + 1min;
    alert.violated_now = false;
    alert.summary = "A node is down.";
    alert.description = "m1:8081 is \"down\".";
    alert.probable_cause = "zookeeper QuorumLost";
    alert.evidence = {{"m1:8081", "refused \xff", at - 1s}};
    remembered.violated_for = 1234ms;
    remembered.keep_until = at + 5min;
    remembered.fired_at = {at - 1h, at};
    return remembered;
}

}  // namespace

TEST_CASE("a remembered alert is read as it was written, to the microsecond, in every state") {
    for (const auto state : {AlertState::pending, AlertState::firing, AlertState::resolved}) {
        const auto remembered = sample(state);
        CHECK(parse_remembered(to_json(remembered)) == remembered);
    }
}

TEST_CASE("what a remembered alert does not have is not there again") {
    auto remembered = sample(AlertState::pending);
    remembered.keep_until.reset();
    remembered.fired_at.clear();
    remembered.alert.evidence.clear();
    CHECK(parse_remembered(to_json(remembered)) == remembered);
}

TEST_CASE("what is no remembered alert is none") {
    for (const auto* text : {"", "{}", "[]", "null", "{\"cluster\": 1}", "\xff"}) {
        CHECK_FALSE(parse_remembered(text));
    }
    const auto whole = to_json(sample(AlertState::firing));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(parse_remembered(std::string_view(whole).substr(0, size)));
    }
}

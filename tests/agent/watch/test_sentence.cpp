#include <catch2/catch.hpp>

#include "watch/sentence.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;
using alerting::Alert;
using alerting::AlertState;
using invariants::Severity;

namespace {

const WallTime now = WallTime{} + 1h;
const std::vector<invariants::Headroom> sound{{"zookeeper", 1}, {"metadata", 1}, {"coordinator", 1},
                                              {"overlord", 0},  {"broker", 2},   {"balancer", 0}};

Alert alert(const std::string& tier, const std::string& name, seconds age,
            AlertState state = AlertState::firing) {
    return {.key = {"production", tier, name, ""},
            .severity = Severity::critical,
            .state = state,
            .violated_since = now - age};
}

}  // namespace

TEST_CASE("a sound cluster stands, and says what may fail next") {
    CHECK(sentence("production", {}, {}, sound, now) ==
          "production stands. One more ZooKeeper member may fail, one more metadata store node, "
          "one more Coordinator, no Overlord may, two more Brokers.");
}

TEST_CASE("what is wrong is told with how long") {
    CHECK(sentence("production", {alert("overlord", "MultipleLeaders", 14s)}, {}, sound, now) ==
          "production has two Overlords, for 14 s.");
}

TEST_CASE("a consequence is told by its cause") {
    auto consequence = alert("coordinator", "NoLeader", 20s);
    consequence.probable_cause = "zookeeper QuorumLost";
    CHECK(sentence("production", {consequence, alert("zookeeper", "QuorumLost", 30s)}, {}, sound,
                   now) == "production has no ZooKeeper quorum, for 30 s.");
}

TEST_CASE("what is resolved is not wrong any more") {
    CHECK(sentence("production", {alert("overlord", "MultipleLeaders", 14s, AlertState::resolved)},
                   {}, sound, now)
              .starts_with("production stands."));
}

TEST_CASE("what is not known does not stand") {
    CHECK(sentence("production", {}, {}, {{"zookeeper", std::nullopt}}, now) ==
          "It can't be told whether production stands. Nothing was asked yet.");
    CHECK(sentence("production", {}, {}, {{"zookeeper", -2}}, now)
              .starts_with("It can't be told whether production stands."));
}

#include <catch2/catch.hpp>

#include "alerting/agent_judgements.hpp"
#include "alerting/judge.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using invariants::State;

TEST_CASE("a configuration that could not be taken is told with all that is wrong in it") {
    const auto stale =
        configuration_stale("watch1:19105", {"a.yml:3:5: one", "a.yml:9:1: two"}, WallTime{} + 1h);
    CHECK(stale.state == State::violated);
    CHECK(stale.hold == 0ms);
    CHECK_THAT(stale.text, Catch::Contains("a.yml:3:5: one"));
    CHECK(stale.evidence ==
          cluster::EvidenceList{{"watch1:19105", "a.yml:3:5: one", WallTime{} + 1h},
                                {"watch1:19105", "a.yml:9:1: two", WallTime{} + 1h}});
    const Alert alert{.key = stale.key, .severity = stale.severity};
    CHECK(labels_of(alert) ==
          std::map<std::string, std::string>{{"alertname", "DruidHaConfigurationStale"},
                                             {"severity", "warning"},
                                             {"tier", "agent"},
                                             {"node", "watch1:19105"}});
    CHECK(configuration_stale("watch1:19105", {}, {}).state == State::holds);
}

TEST_CASE("a peer is silent after a minute, or after what an override says") {
    std::vector own{peer_silent("watch2:19105", "GET /api/v1/clusters: refused", {})};
    CHECK(own[0].state == State::violated);
    CHECK(own[0].key.node == "watch2:19105");
    CHECK(own[0].hold == 1min);
    apply_overrides(own, {{.alert = "DruidHaPeerSilent", .severity = "critical", .hold = 5s}});
    CHECK(own[0].hold == 5s);
    CHECK(own[0].severity == invariants::Severity::critical);
    CHECK(peer_silent("watch2:19105", "", {}).state == State::holds);
}

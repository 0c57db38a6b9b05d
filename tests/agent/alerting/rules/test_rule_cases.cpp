#include <catch2/catch.hpp>

#include "alerting/rules/rule_cases.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using invariants::Severity;

namespace {

std::vector<RuleCase> cases_with(invariants::InvariantId row,
                                 std::vector<config::Override> overrides) {
    config::Config config;
    config.alerting.overrides = std::move(overrides);
    return cases_of(*invariants::find(row), config);
}

const RuleCase& where(const std::vector<RuleCase>& cases, const std::string& cluster,
                      const std::string& node) {
    const auto holds_for = [&](const RuleCase& part) {
        const auto matches = [&](const auto& label) {
            return (label.first == "node" ? node : cluster) == label.second;
        };
        return std::ranges::all_of(part.is, matches) && std::ranges::none_of(part.is_not, matches);
    };
    REQUIRE(std::ranges::count_if(cases, holds_for) == 1);  // none overlaps, none is left out
    return *std::ranges::find_if(cases, holds_for);
}

}  // namespace

TEST_CASE("without overrides a row is one case, as the catalog has it") {
    const auto cases = cases_with({"metadata", "ReplicationLag"}, {});
    REQUIRE(cases.size() == 1);
    CHECK(cases[0].severity == Severity::warning);
    CHECK(cases[0].holds.longest == 30s);
    CHECK(cases[0].is.empty());
    CHECK(cases[0].is_not.empty());
}

TEST_CASE("an override of all changes the one case") {
    const auto cases = cases_with({"metadata", "ReplicationLag"},
                                  {{.alert = "DruidHaReplicationLag", .hold = 5min}});
    REQUIRE(cases.size() == 1);
    CHECK(cases[0].holds.shortest == 5min);
    CHECK(cases[0].holds.longest == 5min);
}

TEST_CASE("an override of one cluster leaves the others as they were") {
    const auto cases =
        cases_with({"metadata", "ReplicationLag"}, {{.alert = "DruidHaReplicationLag",
                                                     .match = {{"druid_cluster", "staging"}},
                                                     .severity = "info"}});
    CHECK(cases.size() == 2);
    CHECK(where(cases, "staging", "n1").severity == Severity::info);
    CHECK(where(cases, "production", "n1").severity == Severity::warning);
}

TEST_CASE("a later override wins where two match, and each counts where the other says nothing") {
    const auto cases = cases_with(
        {"metadata", "ReplicationLag"},
        {{.alert = "DruidHaReplicationLag",
          .match = {{"druid_cluster", "staging"}, {"node", "n1"}},
          .severity = "info",
          .hold = 1min},
         {.alert = "DruidHaReplicationLag", .match = {{"node", "n1"}}, .hold = 2min},
         {.alert = "DruidHaReplicationLag", .match = {{"node", "n2"}}, .severity = "critical"}});
    CHECK(where(cases, "staging", "n1").severity == Severity::info);
    CHECK(where(cases, "staging", "n1").holds.longest == 2min);
    CHECK(where(cases, "production", "n1").severity == Severity::warning);
    CHECK(where(cases, "production", "n1").holds.longest == 2min);
    CHECK(where(cases, "production", "n2").severity == Severity::critical);
    CHECK(where(cases, "staging", "n3").severity == Severity::warning);
    CHECK(where(cases, "staging", "n3").holds.longest == 30s);
}

TEST_CASE(
    "an override of another tier, severity or label, or of a node that there is none of, is no "
    "case") {
    for (const auto& [label, value] : std::map<std::string, std::string>{
             {"tier", "broker"}, {"severity", "critical"}, {"instance", "n1"}, {"node", "n1"}}) {
        const auto cases =
            cases_with({"metadata", "NoFailoverCandidate"}, {{.alert = "DruidHaNoFailoverCandidate",
                                                              .match = {{label, value}},
                                                              .severity = "critical"}});
        REQUIRE(cases.size() == 1);
        CHECK(cases[0].severity == Severity::warning);
    }
    const auto same = cases_with(
        {"metadata", "NodeDown"},
        {{.alert = "DruidHaNodeDown", .match = {{"tier", "metadata"}}, .severity = "critical"}});
    REQUIRE(same.size() == 1);
    CHECK(same[0].severity == Severity::critical);
}

TEST_CASE(
    "a rule waits for the longest that a hold may be, and for the budget that is configured") {
    config::Global global;
    const auto holds = [&](invariants::InvariantId row) {
        return holds_of(*invariants::find(row), global);
    };
    CHECK(holds({"zookeeper", "QuorumLost"}).shortest == 3s);
    CHECK(holds({"zookeeper", "QuorumLost"}).longest == 15s);
    CHECK(holds({"overlord", "NoLeader"}).shortest == 5s);
    CHECK(holds({"overlord", "NoLeader"}).longest == 35s);
    global.failover_budget = 65s;
    CHECK(holds({"overlord", "NoLeader"}).longest == 65s);
    CHECK(holds({"coordinator", "LeaderUnhealthy"}).longest == 65s);
    CHECK(holds({"overlord", "NoStandby"}).longest == 15s);
}

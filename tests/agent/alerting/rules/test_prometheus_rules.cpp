#include <catch2/catch.hpp>

#include "alerting/rules/prometheus_rules.hpp"
#include "alerting/rules/rule_text.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

// What the rules do is held by promtool, in tests/alerts; here is what only other configurations
// show.

TEST_CASE("an override of one cluster is two rules, which share no alert") {
    config::Config config;
    config.alerting.overrides = {{.alert = "DruidHaNoRedundancy",
                                  .match = {{"druid_cluster", "staging"}},
                                  .severity = "none",
                                  .hold = 10min}};
    const auto rules = prometheus_rules(config);
    CHECK(rules.contains(R"(state="violated",tier="broker",druid_cluster!="staging"}[3m])"));
    CHECK(rules.contains(R"(state="violated",tier="broker",druid_cluster="staging"}[3m])"));
    CHECK(rules.contains("for: 10m\n        labels:\n          severity: none\n"));
}

TEST_CASE("a cluster's name may hold whatever a name may, and ends no string") {
    config::Config config;
    config.alerting.overrides = {{.alert = "DruidHaNoRedundancy",
                                  .match = {{"druid_cluster", "it's \"\\ ours"}},
                                  .severity = "info"}};
    CHECK(prometheus_rules(config).contains(R"(druid_cluster="it's \"\\ ours"})"));
    CHECK(promql_quoted("two\nlines") == R"("two\nlines")");
    CHECK(yaml_quoted("it's") == "'it''s'");
}

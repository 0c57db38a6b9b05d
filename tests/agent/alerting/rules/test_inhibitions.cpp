#include <catch2/catch.hpp>

#include "alerting/rules/alertmanager_config.hpp"
#include "alerting/rules/inhibitions.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

namespace {

std::vector<std::string> labels_of(const std::string& source, const std::string& target,
                                   const std::string& tier) {
    for (const auto& inhibition : inhibitions()) {
        const bool has_it =
            std::ranges::find(inhibition.targets, target) != inhibition.targets.end();
        if (inhibition.source == source && inhibition.target_tier == tier && has_it) {
            return inhibition.equal;
        }
    }
    return {"there is none"};
}

}  // namespace

TEST_CASE("every cause of the catalog is an inhibition, and nothing else is of its tiers") {
    std::size_t causes = 0;
    for (const auto& row : invariants::catalog()) causes += row.because_of.size();
    std::size_t targets = 0;
    for (const auto& inhibition : inhibitions()) {
        if (inhibition.source_tier != "agent") targets += inhibition.targets.size();
    }
    CHECK(targets == causes);
}

TEST_CASE("a cause is one in the same cluster, and on the same node where both are of one") {
    using Labels = std::vector<std::string>;
    CHECK(labels_of("QuorumLost", "NoLeader", "overlord") == Labels{"druid_cluster"});
    CHECK(labels_of("NoneServing", "NodeDown", "broker") == Labels{"druid_cluster"});
    CHECK(labels_of("ReplicationBroken", "ReplicationLag", "metadata") ==
          Labels{"druid_cluster", "node"});
    CHECK(labels_of("ReplicationBroken", "RetainedWalGrowing", "metadata") ==
          Labels{"druid_cluster"});
    CHECK(labels_of("NoAgent", "AgentDown", "agent").empty());
}

TEST_CASE("a notification waits until the latest cause has had its hold, but never for minutes") {
    config::Config config;
    CHECK(latest_cause(config, true) == 10s);   // NoLeader at 5 s, QuorumLost at 15 s
    CHECK(latest_cause(config, false) == 20s);  // NoStandby at 15 s, NoLeader at 35 s
    config.alerting.overrides = {{.alert = "DruidHaQuorumLost", .hold = 30s}};
    CHECK(latest_cause(config, true) == 25s);
    CHECK(alertmanager_config(config).contains("group_wait: 30s"));
    config.alerting.overrides = {{.alert = "DruidHaQuorumLost", .hold = 1h}};
    CHECK(latest_cause(config, true) == 1min);
}

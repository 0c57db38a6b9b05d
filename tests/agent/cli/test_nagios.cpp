#include <catch2/catch.hpp>

#include "cli/nagios.hpp"

using namespace druidwatch;
using invariants::State;

namespace {

/// A snapshot of one cluster in which the named row of the catalog is in the given state.
watch::Snapshot with(std::string_view tier, std::string_view name, State state) {
    watch::Snapshot snapshot;
    watch::ClusterSnapshot cluster{.headroom = {{"zookeeper", 1}, {"broker", std::nullopt}},
                                   .sentence = "production stands."};
    cluster.view.name = "production";
    invariants::Verdict verdict{.state = state, .text = "What is so."};
    cluster.judged = {{{invariants::find({tier, name}), {verdict}}}};
    snapshot.clusters.push_back(std::move(cluster));
    return snapshot;
}

}  // namespace

TEST_CASE("what holds is OK, with headroom as perfdata") {
    const auto result = cli::nagios_result(with("zookeeper", "QuorumLost", State::holds));
    CHECK(result.status == 0);
    CHECK(result.text ==
          "DRUID OK - production stands. | 'production_zookeeper_headroom'=1;1:;0: "
          "'production_broker_headroom'=U;1:;0:\n");
}

TEST_CASE("what is violated has the status of its severity, and a line of its own") {
    const auto critical = cli::nagios_result(with("zookeeper", "QuorumLost", State::violated));
    CHECK(critical.status == 2);
    CHECK(critical.text.ends_with("critical: What is so.\n"));
    CHECK(cli::nagios_result(with("broker", "NodeDown", State::violated)).status == 1);
    CHECK(cli::nagios_result(with("overlord", "FailedOver", State::violated)).status == 0);
}

TEST_CASE("a cluster of which nothing answers in one round could not be checked") {
    const auto result = cli::nagios_result(with("cluster", "Unreachable", State::violated));
    CHECK(result.status == 3);
    CHECK(result.text.ends_with("unknown: What is so.\n"));
}

TEST_CASE("what could not be checked is UNKNOWN, never critical") {
    CHECK(cli::nagios_result(with("zookeeper", "QuorumLost", State::unknown)).status == 3);
}

#include <catch2/catch.hpp>

#include "watch/suspicion.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;

namespace {

Monotonic second(int n) { return Monotonic{seconds{n}}; }

alerting::Alert pending(const std::string& tier) {
    return {.key = {"production", tier, "NodeDown", "n:1"}, .state = alerting::AlertState::pending};
}

}  // namespace

TEST_CASE("a tier where something changed is suspicious for ten seconds") {
    Suspicion suspicion;
    CHECK(!suspicion.of("broker", second(0)));
    suspicion.changed("broker", second(1));
    CHECK(suspicion.of("broker", second(10)));
    CHECK(!suspicion.of("zookeeper", second(10)));
    CHECK(suspicion.ends(second(2)) == second(11));
    CHECK(!suspicion.of("broker", second(11)));
}

TEST_CASE("a tier is suspicious while a hold runs, and no longer") {
    Suspicion suspicion;
    suspicion.pending({pending("master")}, second(1));
    CHECK(suspicion.of("master", second(2)));
    CHECK(!suspicion.of("broker", second(2)));
    suspicion.pending({}, second(3));
    CHECK(!suspicion.of("master", second(3)));
}

TEST_CASE("a hold hurries for its first minute, however often it is seen to run") {
    Suspicion suspicion;
    suspicion.pending({pending("balancer")}, second(1));
    suspicion.pending({pending("balancer")}, second(40));
    CHECK(suspicion.ends(second(40)) == second(61));
    CHECK(suspicion.of("balancer", second(60)));
    CHECK(!suspicion.of("balancer", second(61)));
    suspicion.pending({}, second(70));
    suspicion.pending({pending("balancer")}, second(80));
    CHECK(suspicion.of("balancer", second(81)));
}

TEST_CASE("a question that is not allowed hurries nobody") {
    Suspicion suspicion;
    suspicion.pending({pending("agent")}, second(0));
    CHECK(!suspicion.of("agent", second(1)));
}

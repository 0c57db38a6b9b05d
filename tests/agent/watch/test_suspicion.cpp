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

TEST_CASE("a tier stays suspicious while a hold runs, and no longer") {
    Suspicion suspicion;
    suspicion.pending({pending("master")});
    CHECK(suspicion.of("master", second(1000)));
    suspicion.pending({});
    CHECK(!suspicion.of("master", second(1000)));
}

TEST_CASE("a question that is not allowed hurries nobody") {
    Suspicion suspicion;
    suspicion.pending({pending("agent")});
    CHECK(!suspicion.of("agent", second(1)));
}

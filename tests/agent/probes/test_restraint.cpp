#include <catch2/catch.hpp>

#include "probes/restraint.hpp"

using namespace druidwatch;
using probes::Restraint;

namespace {

Restraint of_a_node_that_answers() {
    Restraint restraint{10s};
    restraint.answers();
    return restraint;
}

Monotonic at(seconds since_epoch) { return Monotonic{} + since_epoch; }

}  // namespace

TEST_CASE("one slow question at a time, counted until it is answered") {
    auto restraint = of_a_node_that_answers();
    CHECK(restraint.allows(at(0s), true));
    restraint.asked();
    CHECK(!restraint.allows(at(0s), true));
    restraint.overdue(at(2s));
    CHECK(!restraint.allows(at(100s), true));  // late, and still in flight
    restraint.settled();
    CHECK(restraint.allows(at(100s), true));
}

TEST_CASE("nothing slow is asked of a node before it answered anything") {
    Restraint restraint{10s};
    CHECK(!restraint.allows(at(0s), true));
    restraint.answers();
    CHECK(restraint.allows(at(0s), true));
}

TEST_CASE("nothing slow is asked while ZooKeeper has no quorum") {
    CHECK(!of_a_node_that_answers().allows(at(0s), false));
}

TEST_CASE("after a missed deadline the pause doubles to a minute, until one comes in time") {
    auto restraint = of_a_node_that_answers();
    for (const auto pause : {20s, 40s, 60s, 60s}) {
        restraint.asked();
        restraint.overdue(at(0s));
        restraint.settled();
        CHECK(!restraint.allows(at(pause - 1s), true));
        CHECK(restraint.allows(at(pause), true));
    }
    restraint.in_time();
    CHECK(restraint.allows(at(1s), true));
    restraint.overdue(at(0s));
    CHECK(restraint.allows(at(20s), true));
}

#include <catch2/catch.hpp>

#include "probes/restraint.hpp"

using namespace druidwatch;
using probes::Restraint;

namespace {

Monotonic at(seconds since_epoch) { return Monotonic{} + since_epoch; }

}  // namespace

TEST_CASE("one slow question at a time, counted until it is answered") {
    Restraint restraint{10s};
    CHECK(restraint.allows(at(0s), true));
    restraint.asked();
    CHECK(!restraint.allows(at(0s), true));
    restraint.overdue(at(2s));
    CHECK(!restraint.allows(at(100s), true));  // late, and still in flight
    restraint.settled();
    CHECK(restraint.allows(at(100s), true));
}

TEST_CASE("nothing slow is asked while ZooKeeper has no quorum") {
    CHECK(!Restraint{10s}.allows(at(0s), false));
}

TEST_CASE("after a missed deadline the pause doubles to a minute, until one comes in time") {
    Restraint restraint{10s};
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

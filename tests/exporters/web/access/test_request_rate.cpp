#include <catch2/catch.hpp>

#include "exporters/web/access/request_rate.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

TEST_CASE("a burst is let in at once, then one request each interval") {
    RequestRate rate;
    const RateLimit limit{.interval = 1s, .burst = 3};
    Monotonic now{1h};
    for (int i = 0; i < 3; ++i) CHECK(rate.admit(limit, now));
    CHECK(!rate.admit(limit, now));
    CHECK(!rate.admit(limit, now + 999ms));
    CHECK(rate.admit(limit, now + 1s));
    CHECK(!rate.admit(limit, now + 1s));
    now = now + 1h;
    for (int i = 0; i < 3; ++i) CHECK(rate.admit(limit, now));
    CHECK(!rate.admit(limit, now));
}

TEST_CASE("without an interval everything is let in") {
    RequestRate rate;
    for (int i = 0; i < 1'000; ++i) CHECK(rate.admit({}, Monotonic{}));
}

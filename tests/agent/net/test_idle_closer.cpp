#include <catch2/catch.hpp>

#include "net/idle_closer.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {
constexpr Monotonic start{};
}

TEST_CASE("a server that closes idle connections twice and answers well does it by habit") {
    IdleCloser closer;
    CHECK(closer.closed(start) == Loss::unexpected);
    closer.answered();
    CHECK(closer.closed(start + 2s) == Loss::unexpected);
    closer.answered();
    CHECK(closer.closed(start + 4s) == Loss::habit);
    closer.answered();
    CHECK(closer.closed(start + 6s) == Loss::habit);
}

TEST_CASE("a failure makes every close worth a question again") {
    IdleCloser closer;
    for (int i = 0; i < 3; ++i) {
        closer.closed(start + seconds(i));
        closer.answered();
    }
    closer.failed();
    CHECK(closer.closed(start + 4s) == Loss::unexpected);
}

TEST_CASE("several connections that end together are one event") {
    IdleCloser closer;
    for (int i = 0; i < 5; ++i) CHECK(closer.closed(start) == Loss::unexpected);
    closer.answered();
    CHECK(closer.closed(start + 1s) == Loss::unexpected);
}

TEST_CASE("closes that are far apart are no habit") {
    IdleCloser closer;
    for (int i = 0; i < 5; ++i) {
        CHECK(closer.closed(start + i * 6min) == Loss::unexpected);
        closer.answered();
    }
}

#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace druidwatch {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Monotonic = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

/// One moment on both clocks: the monotonic one to reason with, the wall clock to tell a person.
struct Instant {
    Monotonic mono;
    WallTime wall;

    bool operator==(const Instant&) const = default;
};

inline Instant operator+(Instant at, std::chrono::nanoseconds by) {
    const auto step = std::chrono::duration_cast<Monotonic::duration>(by);
    return {at.mono + step, at.wall + std::chrono::duration_cast<WallTime::duration>(step)};
}

/// The clock is passed in, so that a test can be a year long.
using Clock = std::function<Instant()>;

Instant system_now();

/// RFC 3339 in UTC with milliseconds: 2026-11-24T08:15:02.123Z.
std::string rfc3339(WallTime at);

/// A duration as a person says it: "250 ms", "14 s", "3 min 5 s", "2 h 10 min".
std::string human(std::chrono::nanoseconds duration);

}  // namespace druidwatch

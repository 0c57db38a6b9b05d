#pragma once

#include <algorithm>

#include "druid_replay.hpp"

namespace druidwatch::test {

struct Between {
    milliseconds from;
    milliseconds to;

    bool contains(milliseconds at) const { return from <= at && at <= to; }
};

/// `at`, or as much later as it takes to be asked again and to be judged; in suspicion that is
/// sooner, but the first news of a trouble come by the usual rhythm of a second.
inline Between soon_after(milliseconds at) { return {at, at + 1s + 350ms}; }

/// The alert fires once, then, and resolves then; without `resolves` it lasts to the end.
inline void check_firing(const DruidReplay& replay, const std::string& name, Between fires,
                         std::optional<Between> resolves = {}, const std::string& cause = {}) {
    const auto& firing = replay.firing(name);
    CAPTURE(name, replay.told());
    CHECK(fires.contains(firing.fired));
    CHECK(firing.resolved.has_value() == resolves.has_value());
    if (resolves && firing.resolved) CHECK(resolves->contains(*firing.resolved));
    CHECK(firing.cause == cause);
}

inline Names together(Names names, const Names& others) {
    names.insert(others.begin(), others.end());
    return names;
}

inline const Names failed_over{"coordinator FailedOver", "overlord FailedOver"};
inline const Names no_standby{"coordinator NoStandby", "overlord NoStandby"};
inline const Names no_leader{"coordinator NoLeader", "overlord NoLeader"};
inline const Names slow{"coordinator FailoverSlow", "overlord FailoverSlow"};
inline const Names two_leaders{"coordinator MultipleLeaders", "overlord MultipleLeaders"};

/// Of both roles, the same.
inline void check_firings(const DruidReplay& replay, const Names& names, Between fires,
                          std::optional<Between> resolves = {}, const std::string& cause = {}) {
    for (const auto& name : names) check_firing(replay, name, fires, resolves, cause);
}

}  // namespace druidwatch::test

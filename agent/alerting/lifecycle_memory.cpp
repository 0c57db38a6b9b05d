#include <algorithm>

#include "alerting/lifecycle.hpp"

// What of a lifecycle outlives the agent.

namespace druidwatch::alerting {
namespace {

/// When `at` is on the other clock; both run alike from `now` on.
WallTime wall_of(Monotonic at, Instant now) {
    return now.wall + std::chrono::duration_cast<WallTime::duration>(at - now.mono);
}

Monotonic mono_of(WallTime at, Instant now) {
    return now.mono + std::chrono::duration_cast<Monotonic::duration>(at - now.wall);
}

}  // namespace

std::vector<RememberedAlert> Lifecycle::remember(Instant now) const {
    std::vector<RememberedAlert> all;
    for (const auto& [key, entry] : entries_) {
        const auto counted = std::min<Monotonic::duration>(entry.violated_for, entry.hold);
        RememberedAlert remembered{
            .alert = entry.alert,
            .violated_for = std::chrono::duration_cast<milliseconds>(counted)};
        if (const auto until = std::max(entry.keep_until, entry.evidence_until);
            until && *until > now.mono) {
            remembered.keep_until = wall_of(*until, now);
        }
        for (const auto& fired : flapping_.firings(key, now.mono)) {
            remembered.fired_at.push_back(fired.wall);
        }
        all.push_back(std::move(remembered));
    }
    return all;
}

void Lifecycle::restore(std::span<const RememberedAlert> remembered, Instant now) {
    for (const auto& [alert, violated_for, keep_until, fired_at] : remembered) {
        // A wall clock that was wrong in that life must not keep an alert for years.
        const auto soon = [&](WallTime at) {
            return std::min(mono_of(at, now), now.mono + resolved_stays);
        };
        Entry entry{.alert = alert,
                    .violated_for = violated_for,
                    .last_step = now.mono,
                    .cause_fired = !alert.probable_cause.empty(),
                    .keep_until = now.mono + settling};
        entry.alert.violated_now = false;
        if (keep_until) entry.keep_until = std::max(*entry.keep_until, soon(*keep_until));
        if (alert.state == AlertState::resolved) {
            entry.forget_at = soon(alert.resolved_at + resolved_stays);
        } else {
            entry.unseen_until = now.mono + unseen_stays;
        }
        std::vector<Instant> firings;
        for (const auto& at : fired_at) firings.push_back({mono_of(at, now), at});
        flapping_.restore(alert.key, std::move(firings));
        entries_.insert_or_assign(alert.key, std::move(entry));
    }
}

}  // namespace druidwatch::alerting

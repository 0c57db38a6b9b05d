#include "alerting/remembered.hpp"

#include <algorithm>
#include <tuple>

namespace druidwatch::alerting {
namespace {

/// How much of a hold, or of what a verdict looks back on, a restart may lose.
constexpr milliseconds loss_tolerated = 10s;

bool same_state(const RememberedAlert& a, const RememberedAlert& b) {
    const auto state = [](const RememberedAlert& one) {
        const auto& alert = one.alert;
        return std::tie(alert.key, alert.severity, alert.state, alert.violated_since,
                        alert.resolved_at, alert.probable_cause, one.fired_at);
    };
    const auto apart = [](WallTime at, WallTime other) {
        return std::chrono::abs(at - other) > loss_tolerated;
    };
    return state(a) == state(b) &&
           std::chrono::abs(a.violated_for - b.violated_for) <= loss_tolerated &&
           !apart(a.keep_until.value_or(WallTime{}), b.keep_until.value_or(WallTime{}));
}

}  // namespace

bool worth_remembering(const std::vector<RememberedAlert>& now,
                       const std::vector<RememberedAlert>& before) {
    return !std::ranges::equal(now, before, same_state);
}

}  // namespace druidwatch::alerting

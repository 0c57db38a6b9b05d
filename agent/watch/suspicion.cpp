#include "watch/suspicion.hpp"

#include <algorithm>
#include <utility>

namespace druidwatch::watch {

void Suspicion::pending(const std::vector<alerting::Alert>& alerts, Monotonic now) {
    const auto before = std::exchange(pending_since_, {});
    for (const auto& alert : alerts) {
        const bool runs = alert.state == alerting::AlertState::pending && alert.violated_now;
        // A node that refuses a question stays as it is until a person changes that.
        if (!runs || alert.key.tier == "agent") continue;
        const auto known = before.find(alert.key);
        pending_since_.emplace(alert.key, known != before.end() ? known->second : now);
    }
}

bool Suspicion::of(std::string_view tier, Monotonic now) const {
    const auto change = last_change_.find(tier);
    if (change != last_change_.end() && now - change->second < lasts) return true;
    return std::ranges::any_of(pending_since_, [&](const auto& hold) {
        return hold.first.tier == tier && now - hold.second < hold_hurries;
    });
}

std::optional<Monotonic> Suspicion::ends(Monotonic now) const {
    std::optional<Monotonic> first;
    const auto consider = [&](Monotonic end) {
        if (end > now && (!first || end < *first)) first = end;
    };
    for (const auto& [tier, at] : last_change_) consider(at + lasts);
    for (const auto& [alert, since] : pending_since_) consider(since + hold_hurries);
    return first;
}

}  // namespace druidwatch::watch

#include "watch/suspicion.hpp"

namespace druidwatch::watch {

void Suspicion::pending(const std::vector<alerting::Alert>& alerts) {
    pending_.clear();
    for (const auto& alert : alerts) {
        const bool runs = alert.state == alerting::AlertState::pending && alert.violated_now;
        // A node that refuses a question stays as it is until a person changes that.
        if (runs && alert.key.tier != "agent") pending_.insert(alert.key.tier);
    }
}

bool Suspicion::of(std::string_view tier, Monotonic now) const {
    if (pending_.contains(tier)) return true;
    const auto change = last_change_.find(tier);
    return change != last_change_.end() && now - change->second < lasts;
}

std::optional<Monotonic> Suspicion::ends(Monotonic now) const {
    std::optional<Monotonic> first;
    for (const auto& [tier, at] : last_change_) {
        const auto end = at + lasts;
        if (end > now && (!first || end < *first)) first = end;
    }
    return first;
}

}  // namespace druidwatch::watch

#include "net/lateness.hpp"

#include <algorithm>

namespace druidwatch::net {

void Lateness::beat(Monotonic now, Monotonic next) {
    if (due_ && now > *due_) spells_.push_back({*due_, now});
    while (!spells_.empty() && spells_.front().to + kept < now) spells_.pop_front();
    due_ = next;
}

std::chrono::nanoseconds Lateness::within(Monotonic from, Monotonic to) const {
    std::chrono::nanoseconds late{0};
    const auto add = [&](const Spell& spell) {
        late += std::max(std::min(spell.to, to) - std::max(spell.from, from),
                         Monotonic::duration::zero());
    };
    for (const auto& spell : spells_) add(spell);
    // The beat itself may be the next to run, after who asks.
    if (due_) add({*due_, to});
    return late;
}

}  // namespace druidwatch::net

#include "net/lateness.hpp"

#include <algorithm>
#include <utility>

namespace druidwatch::net {

void Lateness::ran(Monotonic now) {
    const auto due = std::exchange(due_, {});
    if (due && now > *due + tolerance) spells_.push_back({*due, now});
    while (!spells_.empty() && spells_.front().to + kept < now) spells_.pop_front();
}

std::chrono::nanoseconds Lateness::within(Monotonic from, Monotonic to) const {
    std::chrono::nanoseconds late{0};
    const auto add = [&](const Spell& spell) {
        late += std::max(std::min(spell.to, to) - std::max(spell.from, from),
                         Monotonic::duration::zero());
    };
    for (const auto& spell : spells_) add(spell);
    // What is due may be the next to run, after who asks.
    if (due_) add({*due_, to});
    return late;
}

}  // namespace druidwatch::net

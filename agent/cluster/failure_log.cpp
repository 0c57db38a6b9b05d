#include "cluster/failure_log.hpp"

#include <algorithm>

namespace druidwatch::cluster {

void FailureLog::note(Reason reason, Instant at) {
    std::erase_if(spells_, [&](const auto& spell) { return spell.last.mono < at.mono - span; });
    const auto open = std::ranges::find_if(spells_, [&](const auto& spell) {
        return spell.reason == reason && at.mono - spell.first.mono < spell_length;
    });
    if (open != spells_.end()) {
        open->last = at;
        ++open->times;
        return;
    }
    if (spells_.size() == capacity) spells_.erase(spells_.begin());
    spells_.push_back({.reason = reason, .first = at, .last = at});
}

std::vector<FailureSpell> FailureLog::last_hour(Monotonic now) const {
    std::vector<FailureSpell> by_reason;
    for (const auto& spell : spells_) {
        if (spell.last.mono < now - span) continue;
        const auto same = std::ranges::find(by_reason, spell.reason, &FailureSpell::reason);
        if (same == by_reason.end()) {
            by_reason.push_back(spell);
        } else {
            same->last = spell.last;
            same->times += spell.times;
        }
    }
    std::ranges::sort(by_reason, std::ranges::greater{},
                      [](const auto& spell) { return spell.last.mono; });
    return by_reason;
}

}  // namespace druidwatch::cluster

#include "alerting/flapping.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace druidwatch::alerting {

void Flapping::fired(const AlertKey& key, Instant now) { fired_[key].push_back(now); }

void Flapping::restore(const AlertKey& key, std::vector<Instant> fired_at) {
    if (!fired_at.empty()) fired_[key] = std::move(fired_at);
}

std::vector<Instant> Flapping::firings(const AlertKey& key, Monotonic now) const {
    std::vector<Instant> recent;
    const auto found = fired_.find(key);
    if (found == fired_.end()) return recent;
    std::ranges::copy_if(found->second, std::back_inserter(recent),
                         [&](Instant fired) { return is_recent(fired, now); });
    return recent;
}

milliseconds Flapping::calm(const AlertKey& key, Monotonic now) const {
    const auto often = static_cast<std::size_t>(damping_.fires);
    return firings(key, now).size() < often ? milliseconds{0} : damping_.calm;
}

std::string Flapping::told(const AlertKey& key, Monotonic now) const {
    if (calm(key, now) == 0ms) return {};
    return fmt::format("It fired {} times within {}, so it stays until all was well for {}.",
                       firings(key, now).size(), human(damping_.within), human(damping_.calm));
}

void Flapping::forget_old(Monotonic now) {
    std::erase_if(fired_, [&](const auto& item) {
        return std::ranges::none_of(item.second,
                                    [&](Instant fired) { return is_recent(fired, now); });
    });
}

}  // namespace druidwatch::alerting

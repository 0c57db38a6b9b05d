#include "history/ring.hpp"

#include <algorithm>

namespace druidwatch::history {

void Ring::add(std::span<const Event> events, WallTime now) {
    for (const auto& event : events) {
        // Told only afterwards, as an overlap is, it still has its place.
        const auto place = std::ranges::upper_bound(events_, event.at, {}, &Event::at);
        events_.insert(place, event);
    }
    while (!events_.empty() &&
           (events_.size() > capacity || now - events_.front().at > Ring::span)) {
        events_.pop_front();
    }
}

Found Ring::find(const Query& query) const {
    Found found{.from_memory = true};
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (!matches(*event, query)) continue;
        if (found.events.size() == query.limit) {
            found.more = true;
            break;
        }
        found.events.push_back(*event);
    }
    return found;
}

}  // namespace druidwatch::history

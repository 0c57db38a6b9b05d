#include "history/backlog.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace druidwatch::history {

void Backlog::add(std::vector<Event> events) {
    std::ranges::move(events, std::back_inserter(events_));
    shorten();
}

Backlog::Part Backlog::take() {
    const auto count = std::min(events_.size(), batch);
    const auto end = events_.begin() + static_cast<std::ptrdiff_t>(count);
    Part part{{std::make_move_iterator(events_.begin()), std::make_move_iterator(end)},
              std::exchange(documents_, {})};
    events_.erase(events_.begin(), end);
    return part;
}

void Backlog::put_back(Part part) {
    events_.insert(events_.begin(), std::make_move_iterator(part.events.begin()),
                   std::make_move_iterator(part.events.end()));
    if (!documents_) documents_ = std::move(part.documents);
    shorten();
}

void Backlog::shorten() {
    while (events_.size() > capacity) {
        events_.pop_front();
        ++dropped_;
    }
}

}  // namespace druidwatch::history

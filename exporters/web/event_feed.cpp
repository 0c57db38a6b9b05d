#include "exporters/web/event_feed.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace druidwatch::exporters {

std::string server_sent_event(std::string_view name, std::string_view data) {
    // Every document is one line: JSON escapes the newlines within its strings.
    return name.empty() ? fmt::format("data: {}\n\n", data)
                        : fmt::format("event: {}\ndata: {}\n\n", name, data);
}

EventFeed::Event EventFeed::next(const watch::Snapshot& snapshot, Monotonic now) {
    if (now < due()) return {};
    const bool message = changed_ || now >= last_message_ + pace_.renewal;
    last_event_ = now;
    if (!message) {
        return std::make_shared<const std::string>(server_sent_event(
            "pulse", fmt::format(R"({{"taken":"{}"}})", rfc3339(snapshot.taken.wall))));
    }
    changed_ = false;
    last_message_ = now;
    return greeting(snapshot);
}

Monotonic EventFeed::due() const {
    const auto quiet = std::min(last_event_ + pace_.pulse, last_message_ + pace_.renewal);
    return changed_ ? std::min(quiet, last_message_ + pace_.coalesce) : quiet;
}

EventFeed::Event EventFeed::greeting(const watch::Snapshot& snapshot) const {
    return std::make_shared<const std::string>(
        server_sent_event("", whole_document(snapshot, links_)));
}

}  // namespace druidwatch::exporters

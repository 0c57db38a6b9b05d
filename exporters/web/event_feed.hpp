#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "exporters/web/documents.hpp"

namespace druidwatch::exporters {

/// One server-sent event; without a name it is a `message`.
std::string server_sent_event(std::string_view name, std::string_view data);

/// How often the event stream speaks.
struct FeedPace {
    milliseconds coalesce{50ms};  ///< changes closer than this are sent as one
    milliseconds pulse{2s};       ///< silence never lasts longer
    milliseconds renewal{10s};    ///< times of answers are never older than this at a reader
};

/// Decides what every event stream is sent, and when: the whole document as a `message` after a
/// change, and between changes a `pulse` that tells as of when it is still true. Written once,
/// whoever listens.
class EventFeed {
  public:
    using Event = std::shared_ptr<const std::string>;

    explicit EventFeed(LinkBases links, FeedPace pace = {})
        : links_(std::move(links)), pace_(pace) {}

    /// Something that a reader sees has changed.
    void changed() { changed_ = true; }

    /// What there is to send at `now`; nullptr where nothing is due.
    Event next(const watch::Snapshot& snapshot, Monotonic now);

    /// When `next` has something again, if nothing changes before.
    Monotonic due() const;

    /// What a stream begins with.
    Event greeting(const watch::Snapshot& snapshot) const;

  private:
    LinkBases links_;
    FeedPace pace_;
    bool changed_ = false;
    Monotonic last_message_{};
    Monotonic last_event_{};
};

}  // namespace druidwatch::exporters

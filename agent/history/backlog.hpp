#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "history/found.hpp"

namespace druidwatch::history {

/// What waits to be written: events, of which the oldest are given up when there are too many, and
/// the newest set of documents.
class Backlog {
  public:
    static constexpr std::size_t capacity = 4096;
    static constexpr std::size_t batch = 256;  ///< events that are taken at once

    struct Part {
        std::vector<Event> events;
        std::optional<Documents> documents;
    };

    void add(std::vector<Event> events);
    void replace(Documents documents) { documents_ = std::move(documents); }

    Part take();
    /// What could not be written. A newer set than its own stays.
    void put_back(Part part);

    bool empty() const { return events_.empty() && !documents_; }
    std::uint64_t dropped() const { return dropped_; }

  private:
    void shorten();

    std::deque<Event> events_;
    std::optional<Documents> documents_;
    std::uint64_t dropped_ = 0;
};

}  // namespace druidwatch::history

#pragma once

#include <deque>
#include <span>

#include "history/found.hpp"

namespace druidwatch::history {

/// The last day in memory: what is shown where there is no disk, or one that fails.
class Ring {
  public:
    static constexpr std::size_t capacity = 1000;
    static constexpr std::chrono::hours span{24};

    void add(std::span<const Event> events, WallTime now);

    Found find(const Query& query) const;

  private:
    std::deque<Event> events_;  ///< oldest first
};

}  // namespace druidwatch::history

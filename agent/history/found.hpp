#pragma once

#include <string>
#include <vector>

#include "history/event.hpp"

namespace druidwatch::history {

/// Texts that are kept as one set: what the agent must find again after a restart.
using Documents = std::vector<std::string>;

/// Newest first.
struct Found {
    std::vector<Event> events;
    bool more = false;  ///< there are older ones beyond the limit
    bool from_memory =
        false;  ///< of this run's last day only: no storage is configured, or it fails

    bool operator==(const Found&) const = default;
};

}  // namespace druidwatch::history

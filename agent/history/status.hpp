#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"

namespace druidwatch::history {

/// How the history on disk stands.
struct HistoryStatus {
    bool ok = true;
    std::string last_error{};  ///< empty while it is ok
    WallTime since{};          ///< when it became ok, or ceased to be
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;  ///< the oldest of those that waited for a broken disk

    bool operator==(const HistoryStatus&) const = default;
};

}  // namespace druidwatch::history

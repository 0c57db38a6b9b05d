#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "history/event.hpp"

namespace druidwatch::history {

/// Microseconds since 1970.
std::int64_t to_microseconds(WallTime at);
WallTime from_microseconds(std::int64_t at);

/// What happened, as JSON whose times are microseconds; the columns beside it hold the rest.
std::string detail_of(const Event& event);

/// Nothing where it was not written by `detail_of`.
std::optional<Event> parse_event(WallTime at, Kind kind, std::string_view cluster,
                                 std::string_view tier, std::string_view detail);

}  // namespace druidwatch::history

#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace druidwatch::exporters {

/// What a client may take of the server.
struct WebLimits {
    std::size_t connections = 2'048;  ///< above it the longest idle one is closed
    std::uint32_t header_bytes = 8 << 10;
    std::size_t backlog_bytes = 4 << 20;  ///< unsent events of a stream, before it is dropped
    milliseconds idle{2min};              ///< until the next request has been read whole
    milliseconds write{30s};              ///< until a response or an event has been taken
};

}  // namespace druidwatch::exporters

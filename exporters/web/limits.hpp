#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace druidwatch::exporters {

/// What a client may take of the server.
struct WebLimits {
    std::size_t connections = 2'048;  ///< above it the longest idle one is closed
    std::size_t handshakes = 256;     ///< of TLS at once; above it the oldest is closed
    std::uint32_t header_bytes = 8 << 10;
    std::size_t backlog_bytes = 4 << 20;  ///< unsent events of a stream, before it is dropped
    std::size_t unsent_bytes = 64 << 20;  ///< of all answers, before the oldest is dropped
    milliseconds handshake{10s};          ///< of TLS, from the connection on
    milliseconds idle{2min};              ///< until the next request begins
    milliseconds request{10s};            ///< from its first byte to its last
    milliseconds write{30s};              ///< until a response or an event has been taken
};

/// As many connections as `wanted`, but never more than half of the process's descriptors: the
/// probes need theirs.
std::size_t connections_within_descriptors(std::size_t wanted);

}  // namespace druidwatch::exporters

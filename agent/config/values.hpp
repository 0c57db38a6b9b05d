#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/time.hpp"

namespace druidwatch::config {

/// Why a value is none, and what to write instead.
struct Complaint {
    std::string message;  ///< "`5 min` is not a duration"
    std::string remedy;   ///< "write a number and a unit, such as 250ms, 2s, 5m, 1h or 90d"

    bool operator==(const Complaint&) const = default;
};

template <class T>
using Parsed = std::expected<T, Complaint>;

/// Prometheus's form: 250ms, 2s, 5m, 1h30m, 90d, 2w, and 0. At most a hundred years.
Parsed<milliseconds> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads as `duration`, which is not negative.
std::string print_duration(milliseconds duration);

/// A number of bytes with a binary unit: 512B, 64MiB, 10GiB, 1TiB.
Parsed<std::int64_t> parse_size(std::string_view text);

/// The shortest text that parse_size reads as `bytes`, which is not negative.
std::string print_size(std::int64_t bytes);

/// A base URL: http or https, host, perhaps a port and a path prefix; a slash at the end is
/// dropped. User and password, query and fragment are refused.
Parsed<std::string> parse_url(std::string_view text);

Parsed<Endpoint> parse_host_port(std::string_view text);

/// RFC 3339: a date and time that say their zone, as 2026-11-24T22:00:00Z or with +01:00.
Parsed<WallTime> parse_wall_time(std::string_view text);

/// In UTC, with milliseconds only where there are any.
std::string print_wall_time(WallTime at);

}  // namespace druidwatch::config

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace druidwatch {

/// host and port, written host:port and [::1]:8081.
struct Endpoint {
    std::string host;  ///< a name or a numeric address, without brackets
    std::uint16_t port = 0;

    auto operator<=>(const Endpoint&) const = default;
};

std::string to_string(const Endpoint& endpoint);

/// Nothing if the host is none, or the port is missing without a default, not a number, or above
/// 65535.
std::optional<Endpoint> parse_endpoint(std::string_view text,
                                       std::optional<std::uint16_t> default_port = {});

/// host:port of an http or https URL, with the scheme's own port where none is written.
std::optional<Endpoint> endpoint_of_url(std::string_view url);

}  // namespace druidwatch

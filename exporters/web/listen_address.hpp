#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace druidwatch::exporters {

/// Where a server listens, as --web.listen-address takes it.
struct ListenAddress {
    std::string host;        ///< empty: every address of this host, IPv6 and IPv4
    std::uint16_t port = 0;  ///< 0: any free one

    bool operator==(const ListenAddress&) const = default;
};

/// "0.0.0.0:19105", "[::1]:19105", "localhost:19105", ":19105". Nothing without a port.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace druidwatch::exporters

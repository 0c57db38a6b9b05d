#include "exporters/web/listen_address.hpp"

#include "base/endpoint.hpp"

namespace druidwatch::exporters {

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos) return {};
    // An endpoint of a target has a host, and a port above zero; a listener needs neither.
    const std::string host(colon == 0 ? "any" : text.substr(0, colon));
    const bool any_port = text.substr(colon + 1) == "0";
    const auto endpoint =
        parse_endpoint(host + (any_port ? ":1" : std::string(text.substr(colon))));
    if (!endpoint) return {};
    return ListenAddress{.host = colon == 0 ? std::string{} : endpoint->host,
                         .port = any_port ? std::uint16_t{0} : endpoint->port};
}

}  // namespace druidwatch::exporters

#include "base/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace druidwatch {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return {};
    return port;
}

// A name, a numeric address, or an IPv6 one with its zone; whoever writes one down need not quote.
bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._:%").contains(c);
    });
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
    return endpoint.host.find(':') == std::string::npos
               ? fmt::format("{}:{}", endpoint.host, endpoint.port)
               : fmt::format("[{}]:{}", endpoint.host, endpoint.port);
}

std::optional<Endpoint> parse_endpoint(std::string_view text,
                                       std::optional<std::uint16_t> default_port) {
    std::string_view host;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return {};
        host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else {
        const auto colon = text.rfind(':');
        host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
    }
    if (!is_host(host)) return {};
    if (rest.empty()) {
        if (!default_port) return {};
        return Endpoint{std::string(host), *default_port};
    }
    if (!rest.starts_with(':')) return {};
    const auto port = parse_port(rest.substr(1));
    if (!port) return {};
    return Endpoint{std::string(host), *port};
}

std::optional<Endpoint> endpoint_of_url(std::string_view url) {
    std::uint16_t port = 0;
    if (url.starts_with("http://")) {
        port = 80;
        url.remove_prefix(7);
    } else if (url.starts_with("https://")) {
        port = 443;
        url.remove_prefix(8);
    } else {
        return {};
    }
    url = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
    return parse_endpoint(url, port);
}

}  // namespace druidwatch

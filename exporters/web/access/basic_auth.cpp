#include "exporters/web/access/basic_auth.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace druidwatch::exporters {
namespace {

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) return {};
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    std::string decoded;
    std::uint32_t bits = 0;
    int pending = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == alphabet.npos) return {};
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        pending += 6;
        if (pending < 8) continue;
        pending -= 8;
        decoded += static_cast<char>(bits >> pending & 0xff);
    }
    return decoded;
}

}  // namespace

std::optional<BasicAuth> parse_basic_auth(std::string_view header) {
    constexpr std::string_view scheme = "basic ";
    if (!std::ranges::equal(header.substr(0, scheme.size()), scheme, {},
                            [](unsigned char c) { return std::tolower(c); })) {
        return {};
    }
    header.remove_prefix(scheme.size());
    header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    const auto decoded = decode_base64(header);
    if (!decoded) return {};
    const auto colon = decoded->find(':');
    if (colon == decoded->npos) return {};
    return BasicAuth{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

}  // namespace druidwatch::exporters

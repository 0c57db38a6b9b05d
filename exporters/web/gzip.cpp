#include "exporters/web/gzip.hpp"

#include <algorithm>
#include <cctype>

#include <zlib.h>

namespace druidwatch::exporters {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, {}, [](unsigned char c) { return std::tolower(c); },
        [](unsigned char c) { return std::tolower(c); });
}

/// q=0, q=0.0 and so on forbid; every other weight, also a malformed one, allows.
bool forbids(std::string_view parameters) {
    const auto weight = parameters.find("q=");
    if (weight == parameters.npos) return false;
    const auto value = trimmed(parameters.substr(weight + 2));
    return value.starts_with('0') && value.find_first_not_of("0.") == value.npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    std::optional<bool> any;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const auto item = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(comma == item.npos ? accept_encoding.size() : comma + 1);

        const auto semicolon = item.find(';');
        const auto coding = trimmed(item.substr(0, semicolon));
        const bool allowed = semicolon == item.npos || !forbids(item.substr(semicolon + 1));
        if (same_word(coding, "gzip")) return allowed;
        if (coding == "*") any = allowed;
    }
    return any.value_or(false);
}

std::optional<std::string> gzip(std::string_view body) {
    constexpr int gzip_window = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return {};
    }
    std::string packed(deflateBound(&stream, body.size()), '\0');
    // zlib reads through this pointer only; its interface predates const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (!done) return {};
    return packed;
}

}  // namespace druidwatch::exporters

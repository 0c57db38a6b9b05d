#include "config/values.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace druidwatch::config {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t worth;
};

// Descending: texts are written, and compound durations read, from the largest unit down.
constexpr std::array<Unit, 6> duration_units{{{"w", 7 * 86'400'000LL},
                                              {"d", 86'400'000},
                                              {"h", 3'600'000},
                                              {"m", 60'000},
                                              {"s", 1000},
                                              {"ms", 1}}};
constexpr std::array<Unit, 5> size_units{
    {{"TiB", 1LL << 40}, {"GiB", 1LL << 30}, {"MiB", 1LL << 20}, {"KiB", 1LL << 10}, {"B", 1}}};
constexpr std::int64_t hundred_years = 100LL * 366 * 86'400'000;

/// Takes a number and the letters behind it off the front of `text`, as multiples of 1.
std::optional<std::int64_t> take_quantity(std::string_view& text, std::span<const Unit> units) {
    std::int64_t count = 0;
    const auto [digits_end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0) return {};
    text.remove_prefix(static_cast<std::size_t>(digits_end - text.data()));
    const auto name = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(name.size());
    for (const auto& unit : units) {
        if (unit.name != name) continue;
        if (count > std::numeric_limits<std::int64_t>::max() / unit.worth) return {};
        return count * unit.worth;
    }
    return {};
}

Complaint no_duration(std::string_view text) {
    return {fmt::format("`{}` is not a duration", text),
            "write a number and a unit, such as 250ms, 2s, 5m, 1h or 90d"};
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count, int least,
                          int most) {
    if (from + count > text.size()) return {};
    int number = 0;
    const auto* begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + count, number);
    if (error != std::errc{} || end != begin + count || number < least || number > most) return {};
    return number;
}

/// "Z" or "+hh:mm", as what local time is ahead of UTC.
std::optional<std::chrono::minutes> parse_zone(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
    const auto hours = digits(text, 1, 2, 0, 23);
    const auto minutes = digits(text, 4, 2, 0, 59);
    if (!hours || !minutes) return {};
    const std::chrono::minutes ahead{*hours * 60 + *minutes};
    return text[0] == '-' ? -ahead : ahead;
}

/// ".5" to 500 ms; digits below a millisecond are dropped. Takes it off the front of `text`.
std::optional<milliseconds> take_fraction(std::string_view& text) {
    if (!text.starts_with('.')) return milliseconds{0};
    text.remove_prefix(1);
    const auto length = std::min(text.find_first_not_of("0123456789"), text.size());
    if (length == 0) return {};
    std::string three(text.substr(0, std::min<std::size_t>(length, 3)));
    three.resize(3, '0');
    text.remove_prefix(length);
    return milliseconds{*digits(three, 0, 3, 0, 999)};
}

std::optional<WallTime> wall_time(std::string_view text) {
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' ||
        text[16] != ':') {
        return {};
    }
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return {};
    const auto year = digits(text, 0, 4, 1970, 2261);
    const auto month = digits(text, 5, 2, 1, 12);
    const auto day = digits(text, 8, 2, 1, 31);
    const auto hour = digits(text, 11, 2, 0, 23);
    const auto minute = digits(text, 14, 2, 0, 59);
    const auto second = digits(text, 17, 2, 0, 59);
    if (!year || !month || !day || !hour || !minute || !second) return {};
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return {};
    text.remove_prefix(19);
    const auto fraction = take_fraction(text);
    const auto ahead = parse_zone(text);
    if (!fraction || !ahead) return {};
    return WallTime{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
           std::chrono::minutes{*minute} + seconds{*second} + *fraction - *ahead;
}

}  // namespace

Parsed<milliseconds> parse_duration(std::string_view text) {
    if (text == "0") return milliseconds{0};
    auto rest = text;
    std::int64_t total = 0;
    std::int64_t smallest_yet = std::numeric_limits<std::int64_t>::max();
    do {
        const auto before = rest;
        const auto part = take_quantity(rest, duration_units);
        if (!part || *part > hundred_years - total) return std::unexpected(no_duration(text));
        auto unit = before.substr(0, before.size() - rest.size());
        unit.remove_prefix(unit.find_first_not_of("0123456789"));
        const auto worth =
            std::ranges::find(duration_units, unit, [](const Unit& u) { return u.name; })->worth;
        if (worth >= smallest_yet) return std::unexpected(no_duration(text));
        smallest_yet = worth;
        total += *part;
    } while (!rest.empty());
    return milliseconds{total};
}

std::string print_duration(milliseconds duration) {
    auto rest = duration.count();
    if (rest == 0) return "0s";
    std::string text;
    for (const auto& unit : duration_units) {
        // Nobody says 12w6d for 90d: weeks only where nothing remains.
        if (unit.name == "w" && rest % unit.worth != 0) continue;
        if (rest >= unit.worth) text += fmt::format("{}{}", rest / unit.worth, unit.name);
        rest %= unit.worth;
    }
    return text;
}

Parsed<std::int64_t> parse_size(std::string_view text) {
    auto rest = text;
    const auto bytes = take_quantity(rest, size_units);
    if (bytes && rest.empty()) return *bytes;
    return std::unexpected(Complaint{fmt::format("`{}` is not a size", text),
                                     "write a number and a binary unit, such as 64MiB or 10GiB"});
}

std::string print_size(std::int64_t bytes) {
    for (const auto& unit : size_units) {
        if (bytes != 0 && bytes % unit.worth == 0) {
            return fmt::format("{}{}", bytes / unit.worth, unit.name);
        }
    }
    return "0B";
}

Parsed<std::string> parse_url(std::string_view text) {
    const auto refuse = [&](std::string_view why, std::string remedy) {
        return std::unexpected(Complaint{fmt::format("`{}` {}", text, why), std::move(remedy)});
    };
    const auto url = boost::urls::parse_uri({text.data(), text.size()});
    if (!url) return refuse("is not a URL", "write http://host:port or https://host:port");
    if (url->scheme() != "http" && url->scheme() != "https") {
        return refuse("is neither http nor https", "write http://host:port or https://host:port");
    }
    if (url->has_userinfo()) {
        // The text is not repeated here: the password is in it.
        return std::unexpected(Complaint{"a URL with a user or password in it",
                                         "keep secrets in files: basic_auth with password_file"});
    }
    if (url->host().empty()) return refuse("names no host", "write http://host:port");
    if (url->has_query() || url->has_fragment()) {
        return refuse("has more than a path", "leave out everything from `?` or `#` on");
    }
    if (!endpoint_of_url(text)) return refuse("has no valid port", "a port is 1 to 65535");
    return std::string(text.substr(0, text.find_last_not_of('/') + 1));
}

Parsed<Endpoint> parse_host_port(std::string_view text) {
    auto endpoint = parse_endpoint(text);
    const bool plain = text.find_first_of("/ \t@,") == std::string_view::npos;
    const bool bracketed = text.starts_with('[');
    if (endpoint && plain && (bracketed || endpoint->host.find(':') == std::string::npos)) {
        return *std::move(endpoint);
    }
    return std::unexpected(
        Complaint{fmt::format("`{}` is not host:port", text),
                  "write a host and a port, such as zk1:2181 or \"[::1]:2181\""});
}

Parsed<WallTime> parse_wall_time(std::string_view text) {
    if (const auto at = wall_time(text)) return *at;
    return std::unexpected(
        Complaint{fmt::format("`{}` is not a time with its zone", text),
                  "write RFC 3339, such as 2026-11-24T22:00:00Z or 2026-11-24T23:00:00+01:00"});
}

std::string print_wall_time(WallTime at) {
    auto text = rfc3339(at);
    if (text.ends_with(".000Z")) text.replace(text.size() - 5, 5, "Z");
    return text;
}

}  // namespace druidwatch::config

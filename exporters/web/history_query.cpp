#include "exporters/web/history_query.hpp"

#include <charconv>
#include <map>

#include <fmt/format.h>

#include "config/values.hpp"
#include "exporters/web/query_values.hpp"

namespace druidwatch::exporters {
namespace {

using Values = std::map<std::string, std::string>;

std::unexpected<std::string> wrong(std::string_view what) {
    std::string kinds;
    for (const auto kind : history::all_kinds) {
        kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", name_of(kind));
    }
    return std::unexpected(
        fmt::format("{}: ask for cluster=NAME, kind= one of {}, from= and to= as "
                    "2026-11-24T22:00:00Z, limit= at most {}; all may be left out",
                    what, kinds, history_limit_at_most));
}

/// True where nothing was said, or what was said could be read into `into`.
bool read_time(const Values& values, const std::string& key, WallTime& into) {
    const auto found = values.find(key);
    if (found == values.end()) return true;
    const auto parsed = config::parse_wall_time(found->second);
    if (parsed) into = *parsed;
    return parsed.has_value();
}

bool read_limit(const Values& values, std::size_t& into) {
    const auto found = values.find("limit");
    if (found == values.end()) return true;
    const auto& text = found->second;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, into);
    return error == std::errc{} && stopped == end && into >= 1 && into <= history_limit_at_most;
}

}  // namespace

std::expected<history::Query, std::string> read_history_query(std::string_view query,
                                                              WallTime now) {
    const auto values = query_values(query);
    if (!values) return wrong("the query can't be read");
    history::Query wanted{.to = now, .limit = history_limit};
    if (!read_time(*values, "to", wanted.to)) return wrong("to is no time");
    wanted.from = wanted.to - 24h;
    if (!read_time(*values, "from", wanted.from)) return wrong("from is no time");
    if (wanted.from > wanted.to) return wrong("from is after to");
    if (!read_limit(*values, wanted.limit)) return wrong("limit is none");
    if (const auto cluster = values->find("cluster"); cluster != values->end()) {
        wanted.cluster = cluster->second;
    }
    if (const auto kind = values->find("kind"); kind != values->end()) {
        wanted.kind = history::parse_kind(kind->second);
        if (!wanted.kind) return wrong(fmt::format("no kind is {}", kind->second));
    }
    return wanted;
}

}  // namespace druidwatch::exporters

#include <fmt/format.h>

#include "history/event_json.hpp"
#include "history/store.hpp"

namespace druidwatch::history {
namespace {

// One statement for each combination of filters, so that each finds its index.
constexpr auto of_all =
    "SELECT at, kind, cluster, tier, detail FROM events WHERE at BETWEEN ?1 AND ?2 "
    "ORDER BY at DESC, id DESC LIMIT ?3";
constexpr auto of_kind =
    "SELECT at, kind, cluster, tier, detail FROM events WHERE at BETWEEN ?1 AND ?2 "
    "AND kind = ?4 ORDER BY at DESC, id DESC LIMIT ?3";
constexpr auto of_cluster =
    "SELECT at, kind, cluster, tier, detail FROM events WHERE at BETWEEN ?1 AND ?2 "
    "AND cluster IN (?4, '') ORDER BY at DESC, id DESC LIMIT ?3";
constexpr auto of_both =
    "SELECT at, kind, cluster, tier, detail FROM events WHERE at BETWEEN ?1 AND ?2 "
    "AND cluster IN (?4, '') AND kind = ?5 ORDER BY at DESC, id DESC LIMIT ?3";

/// Nothing of a kind that this version does not know.
std::optional<Event> event_of(const Row& row) {
    const auto kind = parse_kind(row.text(1));
    if (!kind) return {};
    return parse_event(from_microseconds(row.number(0)), *kind, row.text(2), row.text(3),
                       row.text(4));
}

}  // namespace

Stored<Found> Store::find(const Query& query) {
    const Value from = to_microseconds(query.from);
    const Value to = to_microseconds(query.to);
    const Value limit = static_cast<std::int64_t>(query.limit) + 1;
    std::size_t seen = 0;
    Found found;
    const auto take = [&](const Row& row) {
        if (++seen > query.limit) return;
        if (auto event = event_of(row)) found.events.push_back(*std::move(event));
    };
    const auto kind = query.kind ? name_of(*query.kind) : std::string_view{};
    const std::string_view cluster = query.cluster ? *query.cluster : std::string_view{};
    bool done = false;
    if (query.cluster && query.kind) {
        done = database_.rows(of_both, {from, to, limit, cluster, kind}, take);
    } else if (query.cluster) {
        done = database_.rows(of_cluster, {from, to, limit, cluster}, take);
    } else if (query.kind) {
        done = database_.rows(of_kind, {from, to, limit, kind}, take);
    } else {
        done = database_.rows(of_all, {from, to, limit}, take);
    }
    if (!done) return std::unexpected(database_.trouble());
    found.more = seen > query.limit;
    return found;
}

}  // namespace druidwatch::history

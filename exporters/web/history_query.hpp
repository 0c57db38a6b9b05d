#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "history/event.hpp"

namespace druidwatch::exporters {

inline constexpr std::size_t history_limit = 500;
inline constexpr std::size_t history_limit_at_most = 5000;

/// What a request for /api/v1/history asks for: cluster, kind, from, to (RFC 3339) and limit of its
/// query, percent-encoded; the day before `now` where it says nothing. Or what is wrong with it,
/// and what there is.
std::expected<history::Query, std::string> read_history_query(std::string_view query, WallTime now);

}  // namespace druidwatch::exporters

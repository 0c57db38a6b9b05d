#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probes/answer_text.hpp"
#include "probes/mysql/node_state.hpp"

namespace druidwatch::probes::mysql {

inline std::optional<Part> part_named(std::string_view name) {
    constexpr std::string_view names[] = {"identity", "replicas", "settings", "status",
                                          "group",    "channels", "sessions"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        if (names[i] == name) return all_parts[i];
    }
    return {};
}

/// Rows as the client writes them with -E: a line of asterisks before each, then `name: value`. Of
/// one row the captures also have its fields on one line, with `|` between them.
inline void add_line(net::Rows& rows, std::string_view line) {
    if (line.starts_with("***")) {
        rows.cells.emplace_back();
        return;
    }
    if (rows.cells.empty()) rows.cells.emplace_back();
    while (!line.empty()) {
        const auto split = split_at_first(line, '|');
        const auto field = split_at_first(split ? split->before : line, ':');
        line = split ? split->after : std::string_view{};
        if (!field) continue;
        const auto name = trimmed(field->before);
        if (!rows.has(name)) rows.columns.emplace_back(name);
        auto& row = rows.cells.back();
        const auto at =
            static_cast<std::size_t>(std::ranges::find(rows.columns, name) - rows.columns.begin());
        if (row.size() <= at) row.resize(at + 1);
        const auto value = trimmed(field->after);
        row[at] = value == "NULL" ? std::nullopt : std::optional<std::string>(value);
    }
}

/// As a server's answer is, every row has all columns.
inline void even_out(net::Rows& rows) {
    for (auto& row : rows.cells) row.resize(rows.columns.size());
}

inline net::Rows rows_of(std::string_view text) {
    net::Rows rows;
    while (!text.empty()) add_line(rows, take_line(text));
    even_out(rows);
    return rows;
}

/// Sections that begin with "[part]".
inline Told told_in(std::string_view text) {
    Told told;
    net::Rows* rows = nullptr;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (line.starts_with('[') && line.ends_with(']')) {
            const auto part = part_named(line.substr(1, line.size() - 2));
            rows = part ? &told.rows[*part] : nullptr;
        } else if (rows) {
            add_line(*rows, line);
        }
    }
    for (auto& [part, of_part] : told.rows) even_out(of_part);
    return told;
}

}  // namespace druidwatch::probes::mysql

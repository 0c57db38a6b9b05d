#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cli/status/parts.hpp"

namespace druidwatch::cli {
namespace {

/// Tier, headroom, node, state, note, last answer.
using Row = std::array<std::string, 6>;

constexpr std::size_t state_column = 3;
constexpr std::size_t note_column = 4;
constexpr std::string_view gap = "  ";

struct Shape {
    std::string_view state;
    std::string_view mark;
    Colour colour;
};

// The page's shapes: a state is a shape and a word, and a colour only besides.
constexpr std::array shapes{
    Shape{"up", "●", Colour::green},          Shape{"leading", "♛", Colour::green},
    Shape{"degraded", "◐", Colour::yellow},   Shape{"down", "○", Colour::red},
    Shape{"rejected", "◐", Colour::yellow},   Shape{"silent", "?", Colour::yellow},
    Shape{"not_allowed", "?", Colour::yellow}};

Shape shape_of(std::string_view state) {
    const auto* found = std::ranges::find(shapes, state, &Shape::state);
    return found == shapes.end() ? Shape{state, "?", Colour::yellow} : *found;
}

std::string headroom_words(const std::optional<std::int64_t>& headroom) {
    if (!headroom) return "?";
    if (*headroom < 0) return "stopped";
    return *headroom == 0 ? "none" : fmt::format("{} more", *headroom);
}

std::string state_words(const ToldNode& node) {
    auto words = harmless(node.state);
    std::ranges::replace(words, '_', ' ');
    return fmt::format("{} {}", shape_of(node.state).mark, words);
}

std::string age_of(const std::optional<WallTime>& answer, WallTime now) {
    return answer ? human(std::max(now - *answer, WallTime::duration::zero())) + " ago" : "never";
}

Row row_of(const ToldNode& node, WallTime now) {
    return {"",
            "",
            harmless(node.node),
            state_words(node),
            harmless(node.note),
            age_of(node.last_answer, now)};
}

std::vector<Row> rows_of(const ToldCluster& cluster, WallTime now) {
    std::vector<Row> rows{{"TIER", "MAY FAIL", "NODE", "STATE", "NOTE", "LAST ANSWER"}};
    for (const auto& tier : cluster.tiers) {
        const auto first = rows.size();
        for (const auto& node : tier.nodes) rows.push_back(row_of(node, now));
        if (tier.nodes.empty()) rows.push_back({"", "", "none is known"});
        rows[first][0] = harmless(tier.tier);
        rows[first][1] = headroom_words(tier.headroom);
    }
    return rows;
}

std::array<std::size_t, 6> widths_of(const std::vector<Row>& rows, std::size_t columns) {
    std::array<std::size_t, 6> widths{};
    std::size_t whole = gap.size() * (widths.size() - 1);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        for (const auto& row : rows) widths[i] = std::max(widths[i], width_of(row[i]));
        whole += widths[i];
    }
    constexpr std::size_t least = 8;
    if (columns > 0 && whole > columns) {
        const auto excess = whole - columns;
        auto& note = widths[note_column];
        note = note > excess + least ? note - excess : std::min(note, least);
    }
    return widths;
}

std::string line_of(const Row& row, const std::array<std::size_t, 6>& widths, Colour colour,
                    const Look& look) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        auto cell = shortened(row[i], widths[i]);
        const auto padding = std::string(widths[i] - width_of(cell), ' ');
        if (i == state_column) cell = painted(cell, colour, look);
        line += cell + padding + std::string(i + 1 < row.size() ? gap : "");
    }
    line.resize(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

std::string tier_table(const ToldCluster& cluster, WallTime now, const Look& look) {
    const auto rows = rows_of(cluster, now);
    const auto widths = widths_of(rows, look.columns);
    auto text =
        painted(line_of(rows.front(), widths, Colour::none, look), Colour::dim, look) + "\n";
    std::size_t i = 1;
    for (const auto& tier : cluster.tiers) {
        for (const auto& node : tier.nodes) {
            text += line_of(rows[i++], widths, shape_of(node.state).colour, look) + "\n";
        }
        if (tier.nodes.empty()) text += line_of(rows[i++], widths, Colour::none, look) + "\n";
    }
    return text;
}

}  // namespace druidwatch::cli

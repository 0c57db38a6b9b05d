#include "net/rows.hpp"

#include <algorithm>

namespace druidwatch::net {

std::optional<std::string_view> Rows::at(std::size_t row, std::string_view column) const {
    const auto found = std::ranges::find(columns, column);
    if (found == columns.end() || row >= cells.size()) return {};
    const auto& cell = cells[row][static_cast<std::size_t>(found - columns.begin())];
    if (!cell) return {};
    return std::string_view(*cell);
}

bool Rows::has(std::string_view column) const {
    return std::ranges::find(columns, column) != columns.end();
}

}  // namespace druidwatch::net

#include "net/postgres_rows.hpp"

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

Rows read_rows(const PGresult* result) {
    Rows rows;
    const int columns = PQnfields(result);
    for (int column = 0; column < columns; ++column) {
        rows.columns.emplace_back(PQfname(result, column));
    }
    for (int row = 0; row < PQntuples(result); ++row) {
        auto& cells = rows.cells.emplace_back();
        for (int column = 0; column < columns; ++column) {
            auto& cell = cells.emplace_back();
            if (PQgetisnull(result, row, column)) continue;
            cell.emplace(PQgetvalue(result, row, column),
                         static_cast<std::size_t>(PQgetlength(result, row, column)));
        }
    }
    return rows;
}

}  // namespace druidwatch::net

#include "net/postgres_rows.hpp"

namespace druidwatch::net {

Rows read_rows(const PGresult* result) {
    Rows rows;
    const int columns = PQnfields(result);
    rows.columns.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
        rows.columns.emplace_back(PQfname(result, column));
    }
    for (int row = 0; row < PQntuples(result); ++row) {
        auto& cells = rows.cells.emplace_back();
        cells.reserve(rows.columns.size());
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

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace druidwatch::net {

/// What a statement returned, in text. Columns go by name: their order differs between versions.
struct Rows {
    std::vector<std::string> columns;
    std::vector<std::vector<std::optional<std::string>>> cells;

    std::size_t size() const { return cells.size(); }
    bool empty() const { return cells.empty(); }

    /// Nothing where the value is NULL, the column is absent, or the row is.
    std::optional<std::string_view> at(std::size_t row, std::string_view column) const;
    bool has(std::string_view column) const;
};

}  // namespace druidwatch::net

#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::druid {

inline constexpr std::string_view sql_path = "/druid/v2/sql";
inline constexpr std::string_view select_one_body = R"({"query":"SELECT 1"})";

/// True for one row with one column that is 1, whatever the column is called.
Result<bool> parse_select_one(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace druidwatch::exporters {

/// "a=1&b=x%20y" by name, decoded as forms are: a plus is a space. Of a repeated name the last;
/// nothing where the query can't be read.
std::optional<std::map<std::string, std::string>> query_values(std::string_view query);

}  // namespace druidwatch::exporters

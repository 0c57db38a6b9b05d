#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cluster/druid_view.hpp"

namespace druidwatch::probes::druid {

inline constexpr std::string_view properties_path = "/status/properties";
/// Bytes of an answer: JVM properties with a class path make some 15 KB.
inline constexpr std::size_t properties_limit = 1 << 20;

/// What a process tells of its surroundings, with Druid's own defaults where it tells nothing.
Result<cluster::DruidProperties> parse_properties(int status, std::string_view body);

/// A JDBC URI with user, password and whatever else is secret struck out. When in doubt about a
/// part, the part goes.
std::string without_credentials(std::string_view uri);

}  // namespace druidwatch::probes::druid

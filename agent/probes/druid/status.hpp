#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::druid {

inline constexpr std::string_view status_path = "/status";
/// Bytes of an answer: a line for each module that is loaded.
inline constexpr std::size_t status_limit = 1 << 20;

/// The version of Druid that a process runs: "33.0.0".
Result<std::string> parse_version(int status, std::string_view body);

}  // namespace druidwatch::probes::druid

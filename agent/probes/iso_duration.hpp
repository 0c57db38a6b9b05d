#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace druidwatch::probes {

inline constexpr milliseconds longest_duration = 24h * 365 * 100;

/// A duration as ISO 8601 writes it: PT5S, PT0.5S, P1DT12H, P2W. Nothing if it is none, has years
/// or months, whose length depends, or is longer than the longest.
std::optional<milliseconds> parse_iso_duration(std::string_view text);

}  // namespace druidwatch::probes

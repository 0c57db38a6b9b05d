#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace druidwatch::config {

/// How many letters must be put in, left out, replaced or swapped with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The one of `known` that `word` was probably meant to be; nothing if none is near.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known);

/// "did you mean `zookeeper`?", or else all that is known.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace druidwatch::config

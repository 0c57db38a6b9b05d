#pragma once

#include <string>

#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// What a round asked and was answered, a line for each question: for who reads `debug=true`.
std::string probe_words(const watch::Snapshot& snapshot);

}  // namespace druidwatch::exporters

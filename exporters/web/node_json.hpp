#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// Every question that one node is asked: its newest answer or failure, how long that took, and how
/// often it failed within the last hour. Nothing where no such node is asked anything.
std::optional<std::string> node_document(const watch::Snapshot& snapshot, std::string_view cluster,
                                         std::string_view node);

}  // namespace druidwatch::exporters

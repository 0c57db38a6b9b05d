#pragma once

#include <optional>
#include <string>

#include "history/found.hpp"
#include "history/status.hpp"

namespace druidwatch::exporters {

/// {"from": ..., "to": ..., "source": "disk", "more": false, "storage": {...}, "events": [...]},
/// newest first; storage is null where none is configured.
std::string history_document(const history::Query& query, const history::Found& found,
                             const std::optional<history::HistoryStatus>& storage);

}  // namespace druidwatch::exporters

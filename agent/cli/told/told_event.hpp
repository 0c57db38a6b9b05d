#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::cli {

/// What the agent's history tells of one thing that happened.
struct ToldEvent {
    WallTime at;
    std::string kind;  ///< leader_change, overlap, alert_fired, ...
    std::string cluster;
    std::string tier;
    std::string text;                   ///< as a person says it
    std::string alert;                  ///< "DruidHaNoLeader"; empty for what is no alert
    std::string node;                   ///< the alert's
    std::optional<double> gap_seconds;  ///< of a leader change: for how long none was seen to lead

    bool operator==(const ToldEvent&) const = default;
};

/// Of the document of /api/v1/history, oldest first; or why it is none.
std::expected<std::vector<ToldEvent>, std::string> read_history(std::string_view document);

}  // namespace druidwatch::cli

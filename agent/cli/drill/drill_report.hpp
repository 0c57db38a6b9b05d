#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/told/told_event.hpp"

namespace druidwatch::cli {

/// One alert from when what it is about began to when it was over. All times are the agent's.
struct DrillAlert {
    std::string identity;  ///< as `identity_of` has it
    std::string severity;
    std::string description;
    std::string cause;
    WallTime since;
    std::optional<WallTime> fired_at;  ///< none where it was over before its hold
    std::optional<WallTime> over_at;   ///< none while it is open
};

/// Whether a cluster stands, and the sentence that said so.
struct DrillVerdict {
    WallTime at;
    std::string cluster;
    std::optional<bool> stands;
    std::string sentence;
};

/// For how long a cluster did not stand, or it could not be told whether it did.
struct DrillOutage {
    std::string cluster;
    std::chrono::nanoseconds down{0};
    std::chrono::nanoseconds unclear{0};
};

struct DrillReport {
    WallTime began;
    WallTime ended;
    std::optional<WallTime> first_sign;  ///< none where nothing was detected
    std::vector<DrillAlert> alerts;      ///< in the order of their beginning
    std::vector<DrillVerdict> verdicts;  ///< each change
    std::vector<ToldEvent> changes;      ///< of leaders, and overlaps
    std::vector<DrillOutage> outages;    ///< a cluster each
    std::vector<std::string> before;     ///< what was wrong already, and is not counted
    bool calm = false;                   ///< at its end nothing was wrong that was not before
    std::size_t unanswered = 0;          ///< how often the agent did not answer
};

/// 0 all is calm again, 1 nothing was detected, 2 something did not resolve.
int exit_status(const DrillReport& report);

std::string drill_text(const DrillReport& report);
std::string drill_json(const DrillReport& report);

}  // namespace druidwatch::cli

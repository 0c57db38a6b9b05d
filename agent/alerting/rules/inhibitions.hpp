#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {

/// While the source fires, no notification tells of the targets.
struct Inhibition {
    std::string source_tier;
    std::string source;  ///< alerts without DruidHa
    std::string target_tier;
    std::vector<std::string> targets;
    std::vector<std::string> equal;  ///< labels that both must have the same
};

/// Of every cause that the catalog names, and of those among the agents' own alerts.
std::vector<Inhibition> inhibitions();

/// By how much a cause's alert may come later than an alert that it should inhibit, by their holds;
/// the longest of all critical alerts, or of all others. At most a minute.
milliseconds latest_cause(const config::Config& config, bool of_critical);

}  // namespace druidwatch::alerting

#pragma once

#include <string>
#include <vector>

#include "watch/settings.hpp"

namespace druidwatch::watch {

/// What other settings mean for the clusters, by name, in the order of the new configuration.
struct ReloadPlan {
    std::vector<std::string> kept;     ///< goes on untouched
    std::vector<std::string> changed;  ///< is asked anew, and keeps what is known
    std::vector<std::string> added;
    std::vector<std::string> removed;

    bool operator==(const ReloadPlan&) const = default;
};

ReloadPlan plan_reload(const Settings& running, const Settings& next);

/// "1 cluster changed, 2 added", or that nothing changed.
std::string to_string(const ReloadPlan& plan);

/// A line for each key that differs and that a running agent can't follow.
std::vector<std::string> waits_for_a_start(const config::Config& running,
                                           const config::Config& next);

/// The next settings, but with what can't be followed as it runs: what is worked by.
Settings as_followed(const config::Config& running, Settings next);

}  // namespace druidwatch::watch

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerting/alert.hpp"

namespace druidwatch::watch {

/// Which tiers are asked more often: those where something changed a moment ago, or where a hold
/// began to run. Once it is settled, an alert that fires or a node that is back, there is no hurry.
class Suspicion {
  public:
    static constexpr milliseconds lasts = 10s;

    /// A hold that is longer does not depend on haste; SinglePoint's runs for an hour.
    static constexpr milliseconds hold_hurries = 1min;

    void changed(std::string_view tier, Monotonic now) { last_change_[std::string(tier)] = now; }
    void pending(const std::vector<alerting::Alert>& alerts, Monotonic now);

    bool of(std::string_view tier, Monotonic now) const;

    /// When the first suspicion ends by itself.
    std::optional<Monotonic> ends(Monotonic now) const;

  private:
    std::map<std::string, Monotonic, std::less<>> last_change_;
    std::map<alerting::AlertKey, Monotonic> pending_since_;
};

}  // namespace druidwatch::watch

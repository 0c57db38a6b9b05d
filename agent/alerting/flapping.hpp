#pragma once

#include <map>
#include <vector>

#include "alerting/alert.hpp"
#include "config/config.hpp"

namespace druidwatch::alerting {

/// How often each alert fired lately. One that fires again and again is one trouble, not many: it
/// is kept firing until it was calm for a while.
class Flapping {
  public:
    explicit Flapping(config::FlapDamping damping) : damping_(damping) {}

    /// From now on by other figures; what fired until now counts on.
    void follow(config::FlapDamping damping) { damping_ = damping; }

    void fired(const AlertKey& key, Instant now);
    void restore(const AlertKey& key, std::vector<Instant> fired_at);

    /// Each time within the window, oldest first.
    std::vector<Instant> firings(const AlertKey& key, Monotonic now) const;

    /// How long nothing must be wrong before this alert may resolve: zero if it does not flap.
    milliseconds calm(const AlertKey& key, Monotonic now) const;

    /// "It fired 4 times within 15 min, so it stays until all was well for 5 min."; empty if it
    /// does not flap.
    std::string told(const AlertKey& key, Monotonic now) const;

    void forget_old(Monotonic now);

  private:
    bool is_recent(Instant fired, Monotonic now) const {
        return now - fired.mono < damping_.within;
    }

    config::FlapDamping damping_;
    std::map<AlertKey, std::vector<Instant>> fired_;
};

}  // namespace druidwatch::alerting

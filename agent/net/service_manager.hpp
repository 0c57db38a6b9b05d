#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "net/task.hpp"
#include "net/timer_wheel.hpp"

namespace druidwatch::net {

/// systemd, as the unit with Type=notify has it started this process; where nobody asked to be
/// told (no NOTIFY_SOCKET), telling does nothing. Not thread-safe: it is the loop's.
class ServiceManager {
  public:
    /// Reads the environment: NOTIFY_SOCKET at each word, WATCHDOG_USEC and WATCHDOG_PID now.
    ServiceManager();

    /// It serves; `status` is a line for `systemctl status`. Also ends a reload.
    void ready(const std::string& status) const;
    void reloading() const;
    void stopping() const;

    /// How long the loop may hang before it is killed; none: nobody watches it.
    std::optional<milliseconds> patience() const { return patience_; }

    /// Tells that the loop turns, twice within its patience, until cancelled.
    Task<void> keep_alive(TimerWheel& wheel) const;

  private:
    std::optional<milliseconds> patience_;
};

}  // namespace druidwatch::net

#include "net/service_manager.hpp"

#include <cstdint>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

namespace druidwatch::net {
namespace {

// Whether it arrived is nobody's concern: a manager that hears nothing acts by itself.
void tell(const std::string& state) { sd_notify(0, state.c_str()); }

std::optional<milliseconds> read_patience() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return {};
    return std::chrono::ceil<milliseconds>(std::chrono::microseconds(microseconds));
}

}  // namespace

ServiceManager::ServiceManager() : patience_(read_patience()) {}

void ServiceManager::ready(const std::string& status) const { tell("READY=1\nSTATUS=" + status); }

void ServiceManager::reloading() const {
    // The time is what Type=notify-reload of newer versions asks for besides.
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     std::chrono::floor<std::chrono::microseconds>(now).count()));
}

void ServiceManager::stopping() const { tell("STOPPING=1"); }

Task<void> ServiceManager::keep_alive(TimerWheel& wheel) const {
    if (!patience_) co_return;
    for (;;) {
        tell("WATCHDOG=1");
        co_await wheel.sleep_until(wheel.now().mono + *patience_ / 2);
    }
}

}  // namespace druidwatch::net

#include "base/time.hpp"

#include <ctime>

#include <fmt/format.h>

namespace druidwatch {

Instant system_now() {
    return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

std::string rfc3339(WallTime at) {
    const auto ms = std::chrono::floor<milliseconds>(at).time_since_epoch().count();
    const std::time_t whole = static_cast<std::time_t>(ms >= 0 ? ms / 1000 : (ms - 999) / 1000);
    std::tm utc{};
    gmtime_r(&whole, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                       ms - static_cast<long long>(whole) * 1000);
}

std::string human(std::chrono::nanoseconds duration) {
    const auto ms = std::chrono::duration_cast<milliseconds>(duration).count();
    if (ms < 1000) return fmt::format("{} ms", ms);
    const auto s = ms / 1000;
    if (s < 10 && ms % 1000 != 0) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) {
        return s % 60 == 0 ? fmt::format("{} min", s / 60)
                           : fmt::format("{} min {} s", s / 60, s % 60);
    }
    return s % 3600 < 60 ? fmt::format("{} h", s / 3600)
                         : fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

}  // namespace druidwatch

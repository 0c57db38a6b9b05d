#pragma once

#include <algorithm>
#include <optional>

#include "exporters/web/access/web_config.hpp"

namespace druidwatch::exporters {

/// Lets requests in by a RateLimit: a bucket of `burst` tokens, which gets one each `interval`.
class RequestRate {
  public:
    /// Whether a request may come in at `now`, which does not go back.
    bool admit(const RateLimit& limit, Monotonic now) {
        if (limit.interval <= 0ms) return true;
        // The bucket is full at `full_at_`, and lacks a token for each interval until then.
        const auto room = limit.interval * (limit.burst - 1);
        full_at_ = std::max(full_at_.value_or(now), now);
        if (*full_at_ - now > room) return false;
        *full_at_ += limit.interval;
        return true;
    }

  private:
    std::optional<Monotonic> full_at_;
};

}  // namespace druidwatch::exporters

#pragma once

#include <algorithm>
#include <utility>

#include "base/time.hpp"

namespace druidwatch::net {

/// Pauses before one more attempt to connect: each twice the one before, up to the longest. They
/// begin anew only after a connection that lasted longer than that: a peer that accepts and hangs
/// up is no better than one that is away.
class Backoff {
  public:
    Backoff(milliseconds first, milliseconds longest)
        : first_(first), longest_(longest), next_(first) {}

    milliseconds next_pause() { return std::exchange(next_, std::min(2 * next_, longest_)); }

    void connected(Monotonic now) { connected_ = now; }
    void disconnected(Monotonic now) {
        if (now - connected_ >= longest_) next_ = first_;
    }

  private:
    milliseconds first_;
    milliseconds longest_;
    milliseconds next_;
    Monotonic connected_{};
};

}  // namespace druidwatch::net

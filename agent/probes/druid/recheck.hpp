#pragma once

#include "base/time.hpp"

namespace druidwatch::probes::druid {

/// When a rare question is worth asking beside its rhythm: after a restart, when the answer may be
/// another, and a while after it failed.
class Recheck {
  public:
    static constexpr milliseconds retry{10s};

    /// The process refused connections: what comes back is another one.
    void refused() { next_ = Monotonic::min(); }

    /// `settled`: answered, or in a way that asking again does not change.
    void asked(bool settled, Monotonic now) { next_ = settled ? Monotonic::max() : now + retry; }

    /// The process answers something. True once for each reason to ask.
    bool due(Monotonic now) {
        if (now < next_) return false;
        next_ = Monotonic::max();
        return true;
    }

  private:
    Monotonic next_ = Monotonic::max();
};

}  // namespace druidwatch::probes::druid

#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::net {

/// What the end of an idle connection tells.
enum class Loss {
    unexpected,  ///< perhaps the process died: ask again at once
    habit,       ///< this server merely closes idle connections: ask no faster than the interval
};

/// Learns whether a server closes idle connections as a habit: two closes, each followed by a good
/// answer, within `memory`. One failure, and every close is worth a question again.
class IdleCloser {
  public:
    static constexpr milliseconds memory{10min};

    Loss closed(Monotonic at);
    void answered();
    void failed();

    /// One closed, and nothing was learned since.
    bool unsettled() const { return unsettled_.has_value(); }

  private:
    std::vector<Monotonic> harmless_;
    std::optional<Monotonic> unsettled_;
};

}  // namespace druidwatch::net

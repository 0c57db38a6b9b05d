#include "net/idle_closer.hpp"

namespace druidwatch::net {

Loss IdleCloser::closed(Monotonic at) {
    // Several connections that end together are one event.
    if (!unsettled_) unsettled_ = at;
    std::erase_if(harmless_, [at](Monotonic then) { return at - then > memory; });
    return harmless_.size() >= 2 ? Loss::habit : Loss::unexpected;
}

void IdleCloser::answered() {
    if (!unsettled_) return;
    harmless_.push_back(*unsettled_);
    unsettled_.reset();
    if (harmless_.size() > 2) harmless_.erase(harmless_.begin());
}

void IdleCloser::failed() {
    unsettled_.reset();
    harmless_.clear();
}

}  // namespace druidwatch::net

#include "watch/snapshot.hpp"

namespace druidwatch::watch {

void Histogram::observe(double value) {
    counts.resize(bounds.size());
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (value <= bounds[i]) ++counts[i];
    }
    ++total;
    sum += value;
}

void SnapshotBoard::publish(SnapshotPtr snapshot, bool changed) {
    {
        const std::lock_guard lock(guard_);
        latest_.swap(snapshot);  // the old one is destroyed outside the lock
    }
    if (!changed) return;
    for (const auto& listener : listeners_) listener();
}

SnapshotPtr SnapshotBoard::latest() const {
    const std::lock_guard lock(guard_);
    return latest_;
}

void SnapshotBoard::on_change(Listener listener) { listeners_.push_back(std::move(listener)); }

}  // namespace druidwatch::watch

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
    latest_.store(std::move(snapshot));
    if (!changed) return;
    for (const auto& listener : listeners_) listener();
}

SnapshotPtr SnapshotBoard::latest() const { return latest_.load(); }

void SnapshotBoard::on_change(Listener listener) { listeners_.push_back(std::move(listener)); }

}  // namespace druidwatch::watch

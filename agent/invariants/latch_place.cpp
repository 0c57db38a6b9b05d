#include "invariants/latch_place.hpp"

namespace druidwatch::invariants {

const cluster::Track<cluster::Latch>* latch_of(const cluster::ClusterView& view,
                                               cluster::Role role) {
    return view.zookeeper ? &view.zookeeper->latch_of(role).track : nullptr;
}

LatchPlace place_in_latch(const cluster::ClusterView& view, cluster::Role role,
                          const cluster::Process& process, Monotonic now) {
    const auto* track = latch_of(view, role);
    if (!track) return LatchPlace::elsewhere;
    const auto* latch = track->current(now);
    if (!latch || !view.zookeeper->belongs(latch->read_through, now)) return LatchPlace::unread;
    for (std::size_t i = 0; i < latch->contenders.size(); ++i) {
        if (process.is_at(latch->contenders[i].url))
            return i == 0 ? LatchPlace::first : LatchPlace::waits;
    }
    return LatchPlace::absent;
}

}  // namespace druidwatch::invariants

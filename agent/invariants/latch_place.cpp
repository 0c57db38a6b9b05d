#include "invariants/latch_place.hpp"

namespace druidwatch::invariants {

const cluster::Track<cluster::Latch>* latch_of(const cluster::ClusterView& view,
                                               cluster::Role role) {
    if (!view.zookeeper) return nullptr;
    return role == cluster::Role::coordinator ? &view.zookeeper->coordinator_latch
                                              : &view.zookeeper->overlord_latch;
}

LatchPlace place_in_latch(const cluster::ClusterView& view, cluster::Role role,
                          const cluster::Process& process, Monotonic now) {
    const auto* track = latch_of(view, role);
    const auto* latch = track ? track->current(now) : nullptr;
    if (!latch || !view.zookeeper->belongs(latch->read_through, now)) return LatchPlace::unread;
    for (std::size_t i = 0; i < latch->contenders.size(); ++i) {
        const auto endpoint = endpoint_of_url(latch->contenders[i].url);
        if (endpoint && process.is_called(to_string(*endpoint)))
            return i == 0 ? LatchPlace::first : LatchPlace::waits;
    }
    return LatchPlace::absent;
}

}  // namespace druidwatch::invariants

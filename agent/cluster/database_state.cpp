#include "cluster/database_state.hpp"

#include <tuple>

namespace druidwatch::cluster {
namespace {

auto decisive(const DatabaseState& s) {
    return std::tie(s.product, s.standby, s.writable, s.lineage, s.identity, s.timeline, s.errant,
                    s.delay, s.group, s.hidden, s.hidden_sessions);
}

bool stalls(const DatabaseState& s) {
    return s.synchronous && s.synchronous->waiting > 0 &&
           (s.synchronous->acknowledging == 0 || s.synchronous->wait_is_long());
}

bool degraded(const DatabaseState& s) { return s.synchronous && s.synchronous->degraded; }

bool same_streams(const DatabaseState& a, const DatabaseState& b) {
    return std::ranges::equal(a.channels, b.channels, [](const Channel& one, const Channel& other) {
        return one.name == other.name && one.receives == other.receives &&
               one.applies == other.applies && one.paused == other.paused &&
               one.status == other.status && one.timeline == other.timeline;
    });
}

}  // namespace

bool same_meaning(const DatabaseState& a, const DatabaseState& b) {
    return decisive(a) == decisive(b) && same_streams(a, b) && stalls(a) == stalls(b) &&
           degraded(a) == degraded(b) && a.clients.size() == b.clients.size() &&
           (a.druid_sessions.value_or(0) > 0) == (b.druid_sessions.value_or(0) > 0) &&
           std::ranges::equal(a.slots, b.slots, {}, &Slot::lost, &Slot::lost);
}

}  // namespace druidwatch::cluster

#include "cluster/zookeeper_view.hpp"

#include "cluster/memberships.hpp"

namespace druidwatch::cluster {
namespace {

std::set<std::string> nodes_of(const Announcements& announcements) {
    std::set<std::string> nodes;
    for (const auto& process : announcements.processes) {
        for (const auto port : {process.plaintext_port, process.tls_port}) {
            if (port > 0) {
                nodes.insert(to_string(Endpoint{process.host, static_cast<std::uint16_t>(port)}));
            }
        }
    }
    return nodes;
}

/// Nothing where the counters are not told, did not move, or began anew.
std::optional<double> mean_latency_between(const ServerState& before, const ServerState& after) {
    if (!before.latency_sum || !before.latency_count || !after.latency_sum ||
        !after.latency_count) {
        return {};
    }
    const auto sum = *after.latency_sum - *before.latency_sum;
    const auto count = *after.latency_count - *before.latency_count;
    if (count <= 0 || sum < 0) return {};
    return sum / count;
}

template <class Told>
milliseconds longest_told(const std::vector<ZooKeeperMember>& members, milliseconds usual,
                          Told told) {
    std::optional<milliseconds> longest;
    for (const auto& member : members) {
        const auto* answer = member.membership.last_answer();
        if (answer && (!longest || told(*answer->answer) > *longest)) {
            longest = told(*answer->answer);
        }
    }
    return longest.value_or(usual);
}

}  // namespace

bool ZooKeeperView::record_announcements(Observation<Announcements> observation) {
    if (observation.answer) announced_once.merge(nodes_of(*observation.answer));
    return announcements.record(std::move(observation));
}

bool RoleLatch::record(Observation<Latch> observation) {
    if (observation.answer && !observation.answer->contenders.empty()) {
        const auto& child = observation.answer->contenders.front().znode;
        if (!first.empty() && first != child) {
            turns.push_front(observation.answered);
            if (turns.size() > turns_kept) turns.pop_back();
        }
        first = child;
    }
    return track.record(std::move(observation));
}

const LogProgress* ZooKeeperMember::current_log(Monotonic now) const {
    return log && now <= log->told.mono + log_stale_after ? &*log : nullptr;
}

bool ZooKeeperView::record_state(std::size_t index, Observation<ServerState> observation) {
    auto& member = members[index];
    const auto now = observation.answered.mono;
    const bool was_backlogged = backlogged(member, now);
    const auto* before = member.state.last_answer();
    member.mean_latency = before && observation.answer
                              ? mean_latency_between(*before->answer, *observation.answer)
                              : std::nullopt;
    const bool changed = member.state.record(std::move(observation));
    return changed || backlogged(member, now) != was_backlogged;
}

bool ZooKeeperView::record_zxid(std::size_t index, std::uint64_t zxid, Instant asked,
                                Instant told) {
    auto& member = members[index];
    const auto* state = member.state.current(told.mono);
    // A new leader's zxid starts its epoch at 0, which followers show with the first transaction.
    const bool moved_in_epoch = (zxid & 0xffff'ffff) != 0;
    if (state && state->mode == ServerMode::leader && moved_in_epoch) {
        leaders_log.sample(told.mono, zxid);
    }
    const auto fell_behind = [&] {
        return member.log && member.log->behind && *member.log->behind > behind_beyond();
    };
    const bool was_known = member.current_log(told.mono) != nullptr;
    const bool before = fell_behind();
    member.log = {zxid, told, leaders_log.behind(asked.mono, zxid).time};
    return !was_known || fell_behind() != before;
}

milliseconds ZooKeeperView::tick_time() const {
    return longest_told(members, milliseconds{2s},
                        [](const Membership& told) { return told.tick_time; });
}

milliseconds ZooKeeperView::sync_time() const {
    return longest_told(members, milliseconds{10s},
                        [](const Membership& told) { return told.tick_time * told.sync_limit; });
}

bool ZooKeeperView::backlogged(const ZooKeeperMember& member, Monotonic now) const {
    const auto* state = member.state.current(now);
    if (!state) return false;
    return state->outstanding_requests.value_or(0) > max_outstanding ||
           member.mean_latency.value_or(0) > static_cast<double>(max_latency.count());
}

bool ZooKeeperView::belongs(const std::string& node, Monotonic now) const {
    const auto member = std::ranges::find(members, node, &ZooKeeperMember::node);
    if (member == members.end()) return true;
    const auto all = compare_memberships(*this, now).of;
    const auto where = all[static_cast<std::size_t>(member - members.begin())];
    return where == Belonging::member || where == Belonging::untold;
}

std::optional<bool> ZooKeeperView::announced(const std::string& node, Monotonic now) const {
    const auto* current = announcements.current(now);
    if (!current || !announced_once.contains(node)) return {};
    if (!belongs(current->read_through, now)) return {};
    return nodes_of(*current).contains(node);
}

}  // namespace druidwatch::cluster

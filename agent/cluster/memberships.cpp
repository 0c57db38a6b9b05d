#include "cluster/memberships.hpp"

#include <algorithm>
#include <string_view>

namespace druidwatch::cluster {
namespace {

const Voter* find(const Membership& membership, int id) {
    const auto found = std::ranges::find(membership.servers, id, &Voter::id);
    return found == membership.servers.end() ? nullptr : &*found;
}

/// ":2888:3888" of "zk1:2888:3888".
std::string_view ports_of(std::string_view address) {
    const auto election = address.rfind(':');
    if (election == std::string_view::npos || election == 0) return address;
    const auto quorum = address.rfind(':', election - 1);
    return quorum == std::string_view::npos ? address : address.substr(quorum);
}

/// A member may know itself as 0.0.0.0, so of its own address only the ports are compared.
bool same_server(const Voter& a, const Voter& b, bool one_of_themselves) {
    return one_of_themselves ? ports_of(a.address) == ports_of(b.address) : a.address == b.address;
}

const Membership* told_by(const ZooKeeperMember& member) {
    const auto* told = member.membership.last_answer();
    return told && !told->answer->servers.empty() ? &*told->answer : nullptr;
}

bool answers(const ZooKeeperMember& member, Monotonic now) {
    return member.state.current(now) || member.new_session.current(now);
}

bool is_standalone(const ZooKeeperMember& member, Monotonic now) {
    const auto* state = member.state.current(now);
    return state && state->mode == ServerMode::standalone;
}

/// Indices of members that speak of the same ensemble.
using Group = std::vector<std::size_t>;

std::vector<Group> groups_of(const ZooKeeperView& view, Monotonic now) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < view.members.size(); ++i) {
        const auto* told = told_by(view.members[i]);
        if (!told || is_standalone(view.members[i], now)) continue;
        const auto group = std::ranges::find_if(groups, [&](const Group& other) {
            return same_ensemble(*told_by(view.members[other.front()]), *told);
        });
        if (group == groups.end()) {
            groups.push_back({i});
        } else {
            group->push_back(i);
        }
    }
    std::ranges::sort(groups, std::ranges::greater{}, &Group::size);
    return groups;
}

/// Membership changes only by reconfiguration, so an old answer still counts.
const Membership* newest(const ZooKeeperView& view, const Group& group) {
    const Membership* best = nullptr;
    const auto version = [](const Membership& told) { return told.version.value_or(0); };
    for (const auto index : group) {
        const auto* told = told_by(view.members[index]);
        if (!best || version(*told) > version(*best)) best = told;
    }
    const auto* newest_node = view.config_node.last_answer();
    if (!newest_node || newest_node->answer->servers.empty()) return best;
    const auto& node = *newest_node->answer;
    // Of the same version it says more than an AdminServer, which leaves out weights and groups.
    const bool counts = !best || (same_ensemble(*best, node) && version(node) >= version(*best));
    return counts ? &node : best;
}

Belonging within(const ZooKeeperView& view, const Group& group, std::size_t index,
                 const Membership& ensembles, Monotonic now) {
    const auto& told = *told_by(view.members[index]);
    const auto id = told.server_id;
    const bool listed =
        find(ensembles, id) || (find(told, id) && told.version == ensembles.version);
    if (!listed) return Belonging::removed;
    // The id of a member that is gone may have been given to another.
    const bool twice =
        answers(view.members[index], now) && std::ranges::any_of(group, [&](std::size_t other) {
            const auto& member = view.members[other];
            return other != index && told_by(member)->server_id == id && answers(member, now);
        });
    return twice ? Belonging::duplicate : Belonging::member;
}

}  // namespace

bool same_ensemble(const Membership& a, const Membership& b) {
    const bool reconfigured = a.version.value_or(0) != b.version.value_or(0);
    std::ptrdiff_t common = 0;
    for (const auto& server : a.servers) {
        const auto* other = find(b, server.id);
        if (!other || !server.participant || !other->participant) continue;
        const bool themselves = server.id == a.server_id || server.id == b.server_id;
        if (!same_server(server, *other, themselves)) return false;
        ++common;
    }
    if (reconfigured) return common > 0;
    // Who is an observer decides nothing, and the AdminServer lists voters only.
    return common == std::ranges::count(a.servers, true, &Voter::participant) &&
           common == std::ranges::count(b.servers, true, &Voter::participant);
}

Memberships compare_memberships(const ZooKeeperView& view, Monotonic now) {
    Memberships result{.of = std::vector(view.members.size(), Belonging::untold)};
    const auto groups = groups_of(view, now);
    const bool undecided = groups.size() > 1 && groups[0].size() == groups[1].size();
    if (!undecided) result.of_the_ensemble = newest(view, groups.empty() ? Group{} : groups[0]);
    for (const auto& group : groups) {
        const bool ours = !undecided && &group == &groups.front();
        for (const auto index : group) {
            result.of[index] = ours ? within(view, group, index, *result.of_the_ensemble, now)
                                    : Belonging::elsewhere;
        }
    }
    if (view.members.size() > 1) {
        for (std::size_t i = 0; i < view.members.size(); ++i) {
            if (is_standalone(view.members[i], now)) result.of[i] = Belonging::standalone;
        }
    }
    return result;
}

}  // namespace druidwatch::cluster

#include "probes/zookeeper/conf.hpp"

#include "probes/answer_text.hpp"
#include "probes/zookeeper/four_letter_words.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

using cluster::Membership;
using cluster::Voter;

// host:quorumPort:electionPort[:role][;clientAddress], since 3.6 several addresses joined by |.
Voter voter(int id, std::string_view text) {
    Voter member{.id = id};
    auto address = text.substr(0, text.find(';'));
    for (const std::string_view role : {":participant", ":observer"}) {
        if (!address.ends_with(role)) continue;
        address.remove_suffix(role.size());
        member.participant = role == ":participant";
    }
    member.address = excerpt(address);
    return member;
}

Voter* find(Membership& membership, int id) {
    const auto found = std::ranges::find(membership.servers, id, &Voter::id);
    return found == membership.servers.end() ? nullptr : &*found;
}

// "group.1=1:2:3" lists the members of group 1.
void enter_group(Membership& membership, int group, std::string_view members) {
    while (!members.empty()) {
        const auto part = split_at_first(members, ':').value_or(Split{members, {}});
        members = part.after;
        const auto id = to_integer<int>(part.before);
        if (auto* member = id ? find(membership, *id) : nullptr) member->group = group;
    }
}

void take_numbered(Membership& membership, std::string_view kind, int number,
                   std::string_view value) {
    if (kind == "server") membership.servers.push_back(voter(number, value));
    if (kind == "group") enter_group(membership, number, value);
    if (kind == "weight") {
        if (auto* member = find(membership, number)) member->weight = to_integer<int>(value);
    }
}

// What no ensemble can have leaves ZooKeeper's usual value. The product of two such figures, ticks
// in milliseconds, is an age that the clock can still count in nanoseconds.
void take_positive(int& into, std::string_view value) {
    constexpr int most = 1'000'000;
    const auto number = to_integer<int>(value);
    if (number && *number > 0 && *number <= most) into = *number;
}

}  // namespace

Result<Membership> parse_conf(std::string_view answer) {
    const auto serving = classify("conf", answer);
    if (!serving) return std::unexpected(serving.error());
    if (*serving == Serving::no) {
        return std::unexpected(Failure{Reason::unavailable, {}, {}, "not serving"});
    }

    Membership membership;
    std::optional<int> server_id;
    for (auto rest = answer; !rest.empty();) {
        const auto entry = split_at_first(take_line(rest), '=');
        if (!entry) continue;
        const auto [key, value] = *entry;
        if (key == "serverId") server_id = to_integer<int>(value);
        if (key == "tickTime") {
            auto tick_ms = static_cast<int>(membership.tick_time.count());
            take_positive(tick_ms, value);
            membership.tick_time = milliseconds{tick_ms};
        }
        if (key == "initLimit") take_positive(membership.init_limit, value);
        if (key == "syncLimit") take_positive(membership.sync_limit, value);
        if (key == "version") membership.version = to_integer<std::uint64_t>(value, 16);
        const auto numbered = split_at_first(key, '.');
        const auto number = numbered ? to_integer<int>(numbered->after) : std::optional<int>{};
        if (number) take_numbered(membership, numbered->before, *number, value);
    }
    if (!server_id) return std::unexpected(unreadable(answer));
    membership.server_id = *server_id;
    return membership;
}

}  // namespace druidwatch::probes::zookeeper

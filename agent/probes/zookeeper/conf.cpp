#include "probes/zookeeper/conf.hpp"

#include "probes/answer_text.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/membership_parts.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

using cluster::Membership;
using cluster::Voter;

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
    if (kind == "server") membership.servers.push_back(parse_voter(number, value));
    if (kind == "group") enter_group(membership, number, value);
    if (kind == "weight") {
        if (auto* member = find(membership, number)) member->weight = to_integer<int>(value);
    }
}

void take(Membership& membership, std::string_view key, std::string_view value) {
    if (key == "serverId") {
        membership.server_id = to_integer<int>(value).value_or(Membership::nobody);
    }
    // What no ensemble can have leaves ZooKeeper's usual value.
    const auto limit = parse_limit(value);
    if (key == "tickTime" && limit) membership.tick_time = milliseconds{*limit};
    if (key == "initLimit" && limit) membership.init_limit = *limit;
    if (key == "syncLimit" && limit) membership.sync_limit = *limit;
    if (key == "version") membership.version = to_integer<std::uint64_t>(value, 16);
    const auto numbered = split_at_first(key, '.');
    const auto number = numbered ? to_integer<int>(numbered->after) : std::optional<int>{};
    if (number) take_numbered(membership, numbered->before, *number, value);
}

Membership parse_lines(std::string_view text) {
    Membership membership;
    while (!text.empty()) {
        const auto entry = split_at_first(take_line(text), '=');
        if (entry) take(membership, entry->before, entry->after);
    }
    return membership;
}

}  // namespace

Result<Membership> parse_conf(std::string_view answer) {
    const auto serving = classify("conf", answer);
    if (!serving) return std::unexpected(serving.error());
    if (*serving == Serving::no) {
        return std::unexpected(Failure{Reason::unavailable, {}, {}, "not serving"});
    }
    auto membership = parse_lines(answer);
    if (membership.server_id == Membership::nobody) return std::unexpected(unreadable(answer));
    return membership;
}

Result<Membership> parse_config_node(std::string_view bytes) {
    auto membership = parse_lines(bytes);
    membership.server_id = Membership::nobody;  // it is nobody's, whatever stands there
    if (!trimmed(bytes).empty() && membership.servers.empty()) {
        return std::unexpected(unreadable(bytes));
    }
    return membership;
}

}  // namespace druidwatch::probes::zookeeper

#include "probes/mysql/mariadb_positions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {
namespace {

using cluster::GtidPosition;

using Domains = std::map<std::uint32_t, GtidPosition::Last>;

std::uint64_t reached(const GtidPosition& position, std::uint32_t domain) {
    const auto found = position.domains().find(domain);
    return found == position.domains().end() ? 0 : found->second.sequence;
}

std::string words(std::uint32_t domain, const GtidPosition::Last& last) {
    return fmt::format("{}-{}-{}", domain, last.server, last.sequence);
}

/// Per domain whichever is ahead.
std::optional<GtidPosition> ahead_of(const GtidPosition& one, const GtidPosition& other) {
    Domains domains = one.domains();
    for (const auto& [domain, last] : other.domains()) {
        if (last.sequence > reached(one, domain)) domains[domain] = last;
    }
    if (domains.empty()) return {};
    std::string text;
    for (const auto& [domain, last] : domains) {
        text += (text.empty() ? "" : ",") + words(domain, last);
    }
    return GtidPosition::parse(text);
}

/// The source accepted this very transaction as the place to read on from.
bool is_known_to_a_source(const std::vector<ReplicaChannel>& channels, std::uint32_t domain,
                          const GtidPosition::Last& last) {
    return std::ranges::any_of(channels, [&](const ReplicaChannel& read) {
        if (!read.channel.receives || !read.asked) return false;
        const auto asked = read.asked->domains().find(domain);
        return asked != read.asked->domains().end() && asked->second.server == last.server &&
               asked->second.sequence >= last.sequence;
    });
}

}  // namespace

MariadbPositions positions_of(const Figures& identity) {
    const auto position = [&](const char* name) {
        return GtidPosition::parse(identity.text(name)).value_or(GtidPosition{});
    };
    MariadbPositions positions{
        .logged = position("binlog_pos"),
        .received = position("slave_pos"),
        .server = to_integer<std::uint32_t>(identity.text("server_id")).value_or(0)};
    positions.applied = ahead_of(position("current_pos"), positions.logged);
    return positions;
}

std::string errant(const MariadbPositions& positions, const std::vector<ReplicaChannel>& channels) {
    std::string found;
    if (std::ranges::all_of(channels, &ReplicaChannel::at_rest)) return found;
    for (const auto& [domain, last] : positions.logged.domains()) {
        if (last.server != positions.server) continue;
        if (last.sequence <= reached(positions.received, domain)) continue;
        if (is_known_to_a_source(channels, domain, last)) continue;
        found += (found.empty() ? "" : ",") + words(domain, last);
    }
    return found;
}

}  // namespace druidwatch::probes::mysql

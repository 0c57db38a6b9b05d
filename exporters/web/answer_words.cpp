#include "exporters/web/answer_words.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "invariants/database_nodes.hpp"

namespace druidwatch::exporters {

std::string words_of(bool answer) { return answer ? "yes" : "no"; }

std::string words_of(const cluster::NewSession& session) {
    if (session.wants_authentication) return "granted, and nothing is answered to us in it";
    return session.read_only ? "granted, read-only" : "granted";
}

std::string words_of(const cluster::ServerState& state) {
    std::string words(cluster::name_of(state.mode));
    if (!state.version.empty()) words += fmt::format(", {}", state.version);
    if (state.synced_followers)
        words += fmt::format(", {} synced followers", *state.synced_followers);
    if (state.outstanding_requests) {
        words += fmt::format(", {} requests wait", *state.outstanding_requests);
    }
    return words + fmt::format(" (told by {})", state.told_by);
}

std::string words_of(const cluster::Membership& membership) {
    if (membership.servers.empty()) return "no ensemble";
    std::vector<std::string> servers;
    for (const auto& voter : membership.servers) {
        servers.push_back(fmt::format("{}={}{}", voter.id, voter.address,
                                      voter.participant ? "" : " (observer)"));
    }
    return fmt::format("{}", fmt::join(servers, ", "));
}

std::string words_of(const cluster::Latch& latch) {
    std::vector<std::string> urls;
    for (const auto& contender : latch.contenders) urls.push_back(contender.url);
    return urls.empty() ? "nobody" : fmt::format("{}", fmt::join(urls, ", "));
}

std::string words_of(const cluster::Announcements& announcements) {
    return fmt::format("{} processes", announcements.processes.size());
}

std::string words_of(const cluster::DatabaseState& state) { return invariants::words(state); }

std::string words_of(const cluster::LeaderWord& word) {
    return word.url.empty() ? "nobody" : word.url;
}

std::string words_of(const cluster::LeaderRequest& request) {
    using enum cluster::LeaderRequest::Fate;
    switch (request.fate) {
        case answered:
            return "answered";
        case redirected:
            return fmt::format("redirected to {}", request.location);
        case nowhere:
            return "no leader is known to it";
    }
    std::unreachable();
}

std::string words_of(const cluster::DruidProperties& properties) {
    return fmt::format("ZooKeeper {}{}, metadata store {}", properties.zookeeper,
                       properties.base_path, properties.connect_uri);
}

std::string words_of(const cluster::Duties& duties) {
    return fmt::format("{} groups of duties", duties.size());
}

std::string words_of(const cluster::ServersSeen& servers) {
    if (servers.historicals.empty()) return "no Historical";
    return fmt::format("{}", fmt::join(servers.historicals, ", "));
}

std::string words_of(const cluster::AnsweredBy& answerer) { return answerer.broker; }

}  // namespace druidwatch::exporters

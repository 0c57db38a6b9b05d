#include "watch/peer_report.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <boost/system/system_error.hpp>

#include "config/values.hpp"

namespace druidwatch::watch {
namespace {

namespace json = boost::json;

// A peer's view is renewed once a second: it may be that old when it is asked.
constexpr milliseconds age_of_a_view = 1s;

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

std::optional<WallTime> time(const json::value& value) {
    if (!value.is_string()) return {};
    const auto at = config::parse_wall_time(text(value));
    return at ? std::optional(*at) : std::nullopt;
}

bool answers(std::string_view state) {
    return state == "up" || state == "leading" || state == "degraded";
}

cluster::PeerReach reach_of(const json::object& cluster, WallTime taken) {
    cluster::PeerReach reach;
    for (const auto& tier : cluster.at("tiers").as_array()) {
        for (const auto& node : tier.at("nodes").as_array()) {
            const auto answered = time(node.at("last_answer_at"));
            if (!answered || !answers(text(node.at("state")))) continue;
            const std::chrono::nanoseconds ago = std::max(taken - *answered, WallTime::duration{});
            const auto& found = reach.try_emplace(text(node.at("node")), ago + age_of_a_view).first;
            found->second = std::min(found->second, ago + age_of_a_view);
        }
    }
    return reach;
}

}  // namespace

std::expected<PeerReport, std::string> read_peer_report(std::string_view document) {
    try {
        const auto root = json::parse(document).as_object();
        PeerReport report{.agent = text(root.at("agent")), .taken = text(root.at("taken"))};
        const auto taken = time(root.at("taken"));
        if (!taken) return std::unexpected("its view has no time");
        for (const auto& cluster : root.at("clusters").as_array()) {
            const auto& object = cluster.as_object();
            report.clusters[text(object.at("name"))] = reach_of(object, *taken);
        }
        return report;
    } catch (const std::exception&) {
        return std::unexpected("its answer is not that of a druidwatch");
    }
}

}  // namespace druidwatch::watch

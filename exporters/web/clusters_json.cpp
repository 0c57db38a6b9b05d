#include <algorithm>

#include "alerting/maintenance.hpp"
#include "cluster/every_track.hpp"
#include "exporters/web/json_parts.hpp"
#include "exporters/web/node_rows.hpp"
#include "exporters/web/remedies.hpp"

namespace druidwatch::exporters {
namespace {

namespace json = boost::json;

json::value number_or_null(std::optional<int> number) {
    return number ? json::value(*number) : json::value(nullptr);
}

std::optional<int> headroom_of(const watch::ClusterSnapshot& cluster, std::string_view tier) {
    const auto found = std::ranges::find(cluster.headroom, tier, &invariants::Headroom::tier);
    return found == cluster.headroom.end() ? std::nullopt : found->nodes;
}

json::object headroom_json(const watch::ClusterSnapshot& cluster) {
    json::object object;
    for (const auto& [tier, nodes] : cluster.headroom) object[tier] = number_or_null(nodes);
    object["cluster"] = number_or_null(invariants::lowest(cluster.headroom));
    return object;
}

json::object node_json(const NodeRow& row) {
    json::object object{{"node", row.node}, {"state", name_of(row.state)}, {"note", row.note}};
    json::array leads;
    for (const auto tier : row.leads) leads.emplace_back(tier);
    object["leads"] = std::move(leads);
    if (row.lag.time) {
        object["lag_seconds"] = std::chrono::duration<double>(*row.lag.time).count();
    }
    if (row.lag.bytes) object["lag_bytes"] = *row.lag.bytes;
    object["last_answer_at"] =
        row.last_answer ? json::value(rfc3339(*row.last_answer)) : json::value(nullptr);
    object["said"] = row.said;
    return object;
}

/// Whether a window is open for all of a node, not for one alert or severity of it only.
bool in_maintenance(const watch::Snapshot& snapshot, const std::string& cluster,
                    std::string_view tier, const std::string& node) {
    const std::map<std::string, std::string> labels{
        {"druid_cluster", cluster}, {"tier", std::string(tier)}, {"node", node}};
    return std::ranges::any_of(snapshot.maintenance, [&](const auto& window) {
        return alerting::carries(labels, window.match);
    });
}

json::array tiers_json(const watch::Snapshot& snapshot, const watch::ClusterSnapshot& cluster) {
    json::array tiers;
    for (const auto& [tier, rows] : node_rows(cluster.view, snapshot.taken.mono)) {
        json::array nodes;
        for (const auto& row : rows) {
            auto node = node_json(row);
            node["in_maintenance"] = in_maintenance(snapshot, cluster.view.name, tier, row.node);
            nodes.push_back(std::move(node));
        }
        tiers.push_back(json::object{{"tier", tier},
                                     {"headroom", number_or_null(headroom_of(cluster, tier))},
                                     {"nodes", std::move(nodes)}});
    }
    return tiers;
}

/// The questions that are not answered for a reason that a person can remove.
json::array refused_questions_json(const watch::ClusterSnapshot& cluster, Monotonic now) {
    json::array array;
    cluster::for_each_track(cluster.view, [&](std::string_view tier, const std::string& node,
                                              std::string_view question, const auto& track) {
        const auto* failure = track.failure(now);
        const auto what_to_do = failure ? remedy(tier, failure->reason) : std::string_view{};
        // Which no member grants a session for: the members themselves tell why.
        const bool told_elsewhere =
            node == "ensemble" && failure && failure->reason == Reason::unreachable;
        if (what_to_do.empty() || told_elsewhere) return;
        array.push_back(json::object{{"tier", tier},
                                     {"node", node},
                                     {"question", question},
                                     {"reason", name_of(failure->reason)},
                                     {"said", failure->answer},
                                     {"remedy", what_to_do}});
    });
    return array;
}

json::array invariants_json(const watch::ClusterSnapshot& cluster) {
    json::array array;
    for (const auto& [invariant, verdicts] : cluster.judged) {
        for (const auto& verdict : verdicts) {
            array.push_back(json::object{{"tier", invariant->id.tier},
                                         {"name", invariant->id.name},
                                         {"node", verdict.node},
                                         {"state", invariants::name_of(verdict.state)},
                                         {"text", verdict.text},
                                         {"evidence", evidence_json(verdict.evidence)}});
        }
    }
    return array;
}

}  // namespace

std::optional<bool> stands(const watch::Snapshot& snapshot, const watch::ClusterSnapshot& cluster) {
    const bool stopped = std::ranges::any_of(
        cluster.headroom, [](const auto& tier) { return tier.nodes.value_or(0) < 0; });
    const bool critical = std::ranges::any_of(snapshot.alerts, [&](const alerting::Alert& alert) {
        return alert.key.cluster == cluster.view.name &&
               alert.severity == invariants::Severity::critical &&
               alert.state == alerting::AlertState::firing;
    });
    if (stopped || critical) return false;
    if (!invariants::lowest(cluster.headroom)) return {};
    return true;
}

json::object cluster_json(const watch::Snapshot& snapshot, const watch::ClusterSnapshot& cluster) {
    const auto standing = stands(snapshot, cluster);
    return {{"name", cluster.view.name},
            {"stands", standing ? json::value(*standing) : json::value(nullptr)},
            {"sentence", cluster.sentence},
            {"complete", cluster.complete},
            {"headroom", headroom_json(cluster)},
            {"tiers", tiers_json(snapshot, cluster)},
            {"invariants", invariants_json(cluster)},
            {"refused_questions", refused_questions_json(cluster, snapshot.taken.mono)}};
}

json::array clusters_json(const watch::Snapshot& snapshot) {
    json::array array;
    for (const auto& cluster : snapshot.clusters) array.push_back(cluster_json(snapshot, cluster));
    return array;
}

}  // namespace druidwatch::exporters

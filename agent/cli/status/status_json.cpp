#include "cli/status/status_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace druidwatch::cli {
namespace {

namespace json = boost::json;

template <class T>
json::value or_null(const std::optional<T>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::array json_of(const std::vector<ToldWitness>& evidence) {
    json::array array;
    for (const auto& [who, said, at] : evidence) {
        array.push_back(json::object{{"who", who}, {"said", said}, {"at", rfc3339(at)}});
    }
    return array;
}

json::object json_of(const ToldAlert& alert) {
    return {{"alert", alert.name},
            {"severity", alert.severity},
            {"druid_cluster", alert.cluster},
            {"tier", alert.tier},
            {"node", alert.node},
            {"state", alert.state},
            {"since", rfc3339(alert.since)},
            {"in_maintenance", alert.in_maintenance},
            {"description", alert.description},
            {"probable_cause", alert.cause},
            {"runbook_url", alert.runbook_url},
            {"evidence", json_of(alert.evidence)}};
}

json::object json_of(const ToldNode& node) {
    return {{"node", node.node},
            {"state", node.state},
            {"note", node.note},
            {"leads", json::array(node.leads.begin(), node.leads.end())},
            {"lag_seconds", or_null(node.lag_seconds)},
            {"lag_bytes", or_null(node.lag_bytes)}};
}

json::object json_of(const ToldTier& tier) {
    json::array nodes;
    for (const auto& node : tier.nodes) nodes.push_back(json_of(node));
    return {{"tier", tier.tier}, {"headroom", or_null(tier.headroom)}, {"nodes", std::move(nodes)}};
}

json::object json_of(const ToldCluster& cluster) {
    json::array tiers;
    for (const auto& tier : cluster.tiers) tiers.push_back(json_of(tier));
    json::array unknown;
    for (const auto& [tier, name, node, text] : cluster.unknowns) {
        unknown.push_back(
            json::object{{"tier", tier}, {"name", name}, {"node", node}, {"text", text}});
    }
    json::array refused;
    for (const auto& [node, question, said, remedy] : cluster.refusals) {
        refused.push_back(json::object{
            {"node", node}, {"question", question}, {"said", said}, {"remedy", remedy}});
    }
    return {{"name", cluster.name},          {"stands", or_null(cluster.stands)},
            {"sentence", cluster.sentence},  {"tiers", std::move(tiers)},
            {"unknown", std::move(unknown)}, {"refused_questions", std::move(refused)}};
}

}  // namespace

std::string status_json(const AgentView& view) {
    json::array clusters;
    for (const auto& cluster : view.clusters) clusters.push_back(json_of(cluster));
    json::array alerts;
    for (const auto& alert : view.alerts) {
        if (alert.is_open()) alerts.push_back(json_of(alert));
    }
    return json::serialize(json::object{{"status", exit_status(view)},
                                        {"agent", view.agent},
                                        {"version", view.version},
                                        {"taken", rfc3339(view.taken)},
                                        {"clusters", std::move(clusters)},
                                        {"alerts", std::move(alerts)}}) +
           "\n";
}

}  // namespace druidwatch::cli

#include "cli/told/agent_view.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/told/reading.hpp"

namespace druidwatch::cli {
namespace {

namespace json = boost::json;

std::optional<std::int64_t> maybe_count_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || value->is_null()) return {};
    return value->to_number<std::int64_t>();
}

/// Each element of the array at `key`, as `read` takes it.
template <class Read>
auto each_of(const json::object& object, std::string_view key, Read read) {
    std::vector<decltype(read(object))> all;
    for (const auto& element : object.at(key).as_array()) all.push_back(read(element.as_object()));
    return all;
}

ToldWitness read_witness(const json::object& object) {
    return {text_of(object, "who"), text_of(object, "said"), time_of(object, "at")};
}

ToldAlert read_alert(const json::object& object) {
    return {.name = text_of(object, "alert"),
            .severity = text_of(object, "severity"),
            .cluster = text_of(object, "druid_cluster"),
            .tier = text_of(object, "tier"),
            .node = text_of(object, "node"),
            .state = text_of(object, "state"),
            .since = time_of(object, "since"),
            .resolved_at = maybe_time_of(object, "resolved_at"),
            .in_maintenance = object.at("in_maintenance").as_bool(),
            .description = text_of(object, "description"),
            .cause = text_of(object, "probable_cause"),
            .runbook_url = text_of(object, "runbook_url"),
            .evidence = each_of(object, "evidence", read_witness)};
}

ToldNode read_node(const json::object& object) {
    ToldNode node{.node = text_of(object, "node"),
                  .state = text_of(object, "state"),
                  .note = text_of(object, "note"),
                  .lag_seconds = maybe_number_of(object, "lag_seconds"),
                  .lag_bytes = maybe_count_of(object, "lag_bytes"),
                  .last_answer = maybe_time_of(object, "last_answer_at")};
    for (const auto& tier : object.at("leads").as_array()) {
        node.leads.emplace_back(tier.as_string());
    }
    return node;
}

ToldTier read_tier(const json::object& object) {
    return {text_of(object, "tier"), maybe_count_of(object, "headroom"),
            each_of(object, "nodes", read_node)};
}

ToldRefusal read_refusal(const json::object& object) {
    return {text_of(object, "node"), text_of(object, "question"), text_of(object, "said"),
            text_of(object, "remedy")};
}

ToldCluster read_cluster(const json::object& object) {
    ToldCluster cluster{.name = text_of(object, "name"),
                        .sentence = text_of(object, "sentence"),
                        .tiers = each_of(object, "tiers", read_tier),
                        .refusals = each_of(object, "refused_questions", read_refusal)};
    if (const auto& stands = object.at("stands"); !stands.is_null()) {
        cluster.stands = stands.as_bool();
    }
    for (const auto& element : object.at("invariants").as_array()) {
        const auto& verdict = element.as_object();
        if (text_of(verdict, "state") != "unknown") continue;
        cluster.unknowns.push_back({text_of(verdict, "tier"), text_of(verdict, "name"),
                                    text_of(verdict, "node"), text_of(verdict, "text")});
    }
    return cluster;
}

}  // namespace

std::expected<AgentView, std::string> read_agent_view(std::string_view clusters,
                                                      std::string_view alerts) {
    // Boost.JSON tells what is missing or of another type by exceptions.
    try {
        const auto state = parse_answer(clusters);
        const auto& told = state.as_object();
        const auto troubles = parse_answer(alerts);
        return AgentView{.agent = text_of(told, "agent"),
                         .version = text_of(told, "version"),
                         .taken = time_of(told, "taken"),
                         .clusters = each_of(told, "clusters", read_cluster),
                         .alerts = each_of(troubles.as_object(), "alerts", read_alert)};
    } catch (const std::exception& error) {
        return std::unexpected(fmt::format("this is no answer of druidwatch: {}", error.what()));
    }
}

int exit_status(const AgentView& view) {
    const auto fires = [&](std::string_view severity) {
        return std::ranges::any_of(view.alerts, [&](const ToldAlert& alert) {
            return alert.is_firing() && !alert.in_maintenance && alert.severity == severity;
        });
    };
    const bool fallen = std::ranges::any_of(
        view.clusters, [](const ToldCluster& cluster) { return cluster.stands == false; });
    const bool unclear = std::ranges::any_of(
        view.clusters, [](const ToldCluster& cluster) { return !cluster.stands; });
    if (fallen || fires("critical")) return 2;
    if (fires("warning")) return 1;
    return unclear ? 3 : 0;
}

std::string identity_of(const ToldAlert& alert) {
    std::string identity;
    for (const auto& part : {alert.cluster, alert.tier, alert.name, alert.node}) {
        if (!part.empty()) identity += (identity.empty() ? "" : " ") + part;
    }
    return identity;
}

}  // namespace druidwatch::cli

#include "exporters/web/history_json.hpp"

#include <boost/json/serialize.hpp>

#include "exporters/web/json_parts.hpp"

namespace druidwatch::exporters {
namespace {

namespace json = boost::json;

void describe(const history::LeaderChange& change, json::object& object) {
    object["from"] = change.from;
    object["to"] = change.to;
    object["last_proof_of_old"] = rfc3339(change.last_proof_of_old);
    object["first_proof_of_new"] = rfc3339(change.first_proof_of_new);
    object["gap_seconds"] = std::chrono::duration<double>(change.gap).count();
    if (change.lost_bytes) object["lost_bytes"] = *change.lost_bytes;
    if (change.lost_transactions) object["lost_transactions"] = *change.lost_transactions;
}

void describe(const history::Overlap& overlap, json::object& object) {
    object["nodes"] = json::array{overlap.one, overlap.other};
    object["from"] = rfc3339(overlap.from);
    object["until"] = rfc3339(overlap.until);
    object["alerted"] = overlap.alerted;
}

void describe(const history::AlertChange& alert, json::object& object) {
    object["alert"] = "DruidHa" + alert.name;
    object["node"] = alert.node;
    object["severity"] = alert.severity;
    object["since"] = rfc3339(alert.since);
    object["description"] = alert.description;
    object["probable_cause"] = alert.cause;
    object["evidence"] = evidence_json(alert.evidence);
}

void describe(const history::AgentChange& change, json::object& object) {
    object["agent"] = change.agent;
    object["version"] = change.version;
    if (change.stopped) object["cut_off"] = change.cut_off;
}

json::object event_json(const history::Event& event) {
    json::object object{{"at", rfc3339(event.at)},
                        {"kind", name_of(kind_of(event))},
                        {"druid_cluster", event.cluster},
                        {"tier", event.tier},
                        {"text", sentence(event)}};
    std::visit([&](const auto& what) { describe(what, object); }, event.what);
    return object;
}

json::value storage_json(const std::optional<history::HistoryStatus>& storage) {
    if (!storage) return nullptr;
    return json::object{{"ok", storage->ok},
                        {"since", rfc3339(storage->since)},
                        {"last_error", storage->last_error}};
}

}  // namespace

std::string history_document(const history::Query& query, const history::Found& found,
                             const std::optional<history::HistoryStatus>& storage) {
    json::array events;
    for (const auto& event : found.events) events.push_back(event_json(event));
    return json::serialize(json::object{{"from", rfc3339(query.from)},
                                        {"to", rfc3339(query.to)},
                                        {"source", found.from_memory ? "memory" : "disk"},
                                        {"more", found.more},
                                        {"storage", storage_json(storage)},
                                        {"events", std::move(events)}});
}

}  // namespace druidwatch::exporters

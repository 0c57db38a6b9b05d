#include "exporters/web/json_parts.hpp"
#include "exporters/web/links.hpp"

namespace druidwatch::exporters {
namespace {

namespace json = boost::json;

json::object alert_json(const alerting::Alert& alert, const watch::Snapshot& snapshot,
                        const LinkBases& links) {
    json::object object{{"alert", "DruidHa" + alert.key.name},
                        {"severity", invariants::name_of(alert.severity)},
                        {"druid_cluster", alert.key.cluster},
                        {"tier", alert.key.tier},
                        {"node", alert.key.node},
                        {"state", alerting::name_of(alert.state)},
                        {"since", rfc3339(alert.violated_since)}};
    if (alert.state == alerting::AlertState::resolved) {
        object["resolved_at"] = rfc3339(alert.resolved_at);
    }
    object["in_maintenance"] = alert.in_maintenance;
    object["summary"] = alert.summary;
    object["description"] = alert.description;
    object["probable_cause"] = alert.probable_cause;
    object["runbook_url"] = runbook_url(links.runbooks, alert);
    if (!snapshot.deliveries.empty()) {
        object["silence_url"] = silence_url(snapshot.deliveries.front().alertmanager, alert);
    }
    object["evidence"] = evidence_json(alert.evidence);
    return object;
}

}  // namespace

json::array alerts_json(const watch::Snapshot& snapshot, const LinkBases& links) {
    json::array array;
    for (const auto& alert : snapshot.alerts) array.push_back(alert_json(alert, snapshot, links));
    return array;
}

}  // namespace druidwatch::exporters

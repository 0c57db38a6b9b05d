#include "alerting/alertmanager_payload.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace druidwatch::alerting {
namespace {

namespace json = boost::json;

json::object object_of(const std::map<std::string, std::string>& values) {
    json::object object;
    for (const auto& [name, value] : values) object.emplace(name, value);
    return object;
}

/// A line per witness: "m1:8081 at 2026-11-24T08:15:02.123Z: says that it leads".
std::string lines_of(const cluster::EvidenceList& evidence) {
    std::string lines;
    for (const auto& [who, said, at] : evidence) {
        lines += fmt::format("{}{} at {}: {}", lines.empty() ? "" : "\n", who, rfc3339(at), said);
    }
    return lines;
}

json::object object_of(const Alert& alert, const Sender& sender, WallTime now) {
    const bool resolved = alert.state == AlertState::resolved;
    const auto ends = resolved ? alert.resolved_at : now + ends_ahead;
    // Alertmanager refuses an end before the start; a clock that was set back would make one.
    const auto starts = std::min(alert.violated_since, ends);
    json::object object{{"labels", object_of(labels_of(alert))},
                        {"annotations", object_of(annotations_of(alert, sender))},
                        {"startsAt", rfc3339(starts)},
                        {"endsAt", rfc3339(ends)}};
    if (!sender.external_url.empty()) object.emplace("generatorURL", sender.external_url);
    return object;
}

}  // namespace

std::map<std::string, std::string> annotations_of(const Alert& alert, const Sender& sender) {
    std::map<std::string, std::string> annotations{{"summary", alert.summary},
                                                   {"description", alert.description},
                                                   {"evidence", lines_of(alert.evidence)},
                                                   {"probable_cause", alert.probable_cause},
                                                   {"agent", sender.agent}};
    if (!sender.runbooks.empty()) {
        const auto runbook = invariants::runbook_of({alert.key.tier, alert.key.name});
        annotations.emplace("runbook_url", fmt::format("{}/{}", sender.runbooks, runbook));
    }
    std::erase_if(annotations, [](const auto& annotation) { return annotation.second.empty(); });
    return annotations;
}

std::string alertmanager_payload(std::span<const Alert> alerts, const Sender& sender,
                                 WallTime now) {
    json::array array;
    for (const auto& alert : alerts) array.push_back(object_of(alert, sender, now));
    return json::serialize(array);
}

}  // namespace druidwatch::alerting

#include "alerting/remembered_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

namespace druidwatch::alerting {
namespace {

namespace json = boost::json;
using std::chrono::microseconds;

std::int64_t written(WallTime at) {
    return std::chrono::floor<microseconds>(at.time_since_epoch()).count();
}

WallTime time(const json::value& value) { return WallTime(microseconds(value.as_int64())); }

std::string text(const json::value& value) { return json::value_to<std::string>(value); }

json::array evidence_of(const Alert& alert) {
    json::array evidence;
    for (const auto& [who, said, at] : alert.evidence) {
        evidence.push_back(json::object{{"who", who}, {"said", said}, {"at", written(at)}});
    }
    return evidence;
}

AlertState state_of(std::string_view name) {
    for (const auto state : {AlertState::pending, AlertState::firing}) {
        if (name == name_of(state)) return state;
    }
    return AlertState::resolved;
}

Alert read_alert(const json::object& object) {
    Alert alert{.key = {.cluster = text(object.at("cluster")),
                        .tier = text(object.at("tier")),
                        .name = text(object.at("name")),
                        .node = text(object.at("node"))}};
    alert.severity =
        invariants::parse_severity(text(object.at("severity"))).value_or(alert.severity);
    alert.state = state_of(text(object.at("state")));
    alert.violated_since = time(object.at("violated_since"));
    alert.resolved_at = time(object.at("resolved_at"));
    alert.violated_now = object.at("violated_now").as_bool();
    alert.summary = text(object.at("summary"));
    alert.description = text(object.at("description"));
    alert.probable_cause = text(object.at("probable_cause"));
    for (const auto& witness : object.at("evidence").as_array()) {
        alert.evidence.push_back(
            {text(witness.at("who")), text(witness.at("said")), time(witness.at("at"))});
    }
    return alert;
}

}  // namespace

std::string to_json(const RememberedAlert& remembered) {
    const auto& alert = remembered.alert;
    json::object object{{"cluster", alert.key.cluster},
                        {"tier", alert.key.tier},
                        {"name", alert.key.name},
                        {"node", alert.key.node},
                        {"severity", invariants::name_of(alert.severity)},
                        {"state", name_of(alert.state)},
                        {"violated_since", written(alert.violated_since)},
                        {"resolved_at", written(alert.resolved_at)},
                        {"violated_now", alert.violated_now},
                        {"summary", alert.summary},
                        {"description", alert.description},
                        {"probable_cause", alert.probable_cause},
                        {"evidence", evidence_of(alert)},
                        {"violated_for_ms", remembered.violated_for.count()}};
    if (remembered.keep_until) object["keep_until"] = written(*remembered.keep_until);
    json::array fired_at;
    for (const auto at : remembered.fired_at) fired_at.emplace_back(written(at));
    object["fired_at"] = std::move(fired_at);
    return json::serialize(object);
}

std::optional<RememberedAlert> parse_remembered(std::string_view document) {
    // What servers say is quoted in evidence, whatever its bytes are.
    const json::parse_options as_written{.allow_invalid_utf8 = true};
    // Boost.JSON tells what is missing or of another type by exceptions.
    try {
        const auto value =
            json::parse(json::string_view(document.data(), document.size()), {}, as_written);
        const auto& object = value.as_object();
        RememberedAlert remembered{.alert = read_alert(object)};
        remembered.violated_for = milliseconds(object.at("violated_for_ms").as_int64());
        if (const auto* until = object.if_contains("keep_until")) {
            remembered.keep_until = time(*until);
        }
        for (const auto& at : object.at("fired_at").as_array()) {
            remembered.fired_at.push_back(time(at));
        }
        return remembered;
    } catch (const std::exception&) {
        return {};
    }
}

}  // namespace druidwatch::alerting

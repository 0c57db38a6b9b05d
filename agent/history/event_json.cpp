#include "history/event_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

namespace druidwatch::history {
namespace {

namespace json = boost::json;
using std::chrono::microseconds;

std::int64_t written(WallTime at) { return to_microseconds(at); }

json::object json_of(const LeaderChange& change) {
    json::object object{{"from", change.from},
                        {"to", change.to},
                        {"last_proof_of_old", written(change.last_proof_of_old)},
                        {"first_proof_of_new", written(change.first_proof_of_new)},
                        {"gap", change.gap.count()}};
    if (change.lost_bytes) object["lost_bytes"] = *change.lost_bytes;
    if (change.lost_transactions) object["lost_transactions"] = *change.lost_transactions;
    return object;
}

json::object json_of(const Overlap& overlap) {
    return {{"one", overlap.one},
            {"other", overlap.other},
            {"from", written(overlap.from)},
            {"until", written(overlap.until)},
            {"alerted", overlap.alerted}};
}

json::object json_of(const AlertChange& alert) {
    json::array evidence;
    for (const auto& [who, said, at] : alert.evidence) {
        evidence.push_back(json::object{{"who", who}, {"said", said}, {"at", written(at)}});
    }
    return {{"name", alert.name},
            {"node", alert.node},
            {"severity", alert.severity},
            {"since", written(alert.since)},
            {"description", alert.description},
            {"cause", alert.cause},
            {"evidence", std::move(evidence)}};
}

json::object json_of(const AgentChange& change) {
    return {{"agent", change.agent}, {"version", change.version}, {"cut_off", change.cut_off}};
}

std::string text(const json::object& object, std::string_view key) {
    return json::value_to<std::string>(object.at(key));
}

WallTime time(const json::object& object, std::string_view key) {
    return from_microseconds(object.at(key).as_int64());
}

std::optional<std::int64_t> number(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found ? std::optional(found->as_int64()) : std::nullopt;
}

LeaderChange leader_change(const json::object& object) {
    return {.from = text(object, "from"),
            .to = text(object, "to"),
            .last_proof_of_old = time(object, "last_proof_of_old"),
            .first_proof_of_new = time(object, "first_proof_of_new"),
            .gap = microseconds(object.at("gap").as_int64()),
            .lost_bytes = number(object, "lost_bytes"),
            .lost_transactions = number(object, "lost_transactions")};
}

Overlap overlap(const json::object& object) {
    return {.one = text(object, "one"),
            .other = text(object, "other"),
            .from = time(object, "from"),
            .until = time(object, "until"),
            .alerted = object.at("alerted").as_bool()};
}

AlertChange alert_change(const json::object& object, bool resolved) {
    AlertChange alert{.resolved = resolved,
                      .name = text(object, "name"),
                      .node = text(object, "node"),
                      .severity = text(object, "severity"),
                      .since = time(object, "since"),
                      .description = text(object, "description"),
                      .cause = text(object, "cause"),
                      .evidence = {}};
    for (const auto& witness : object.at("evidence").as_array()) {
        const auto& words = witness.as_object();
        alert.evidence.push_back({text(words, "who"), text(words, "said"), time(words, "at")});
    }
    return alert;
}

AgentChange agent_change(const json::object& object, bool stopped) {
    return {.stopped = stopped,
            .cut_off = object.at("cut_off").as_bool(),
            .agent = text(object, "agent"),
            .version = text(object, "version")};
}

}  // namespace

std::int64_t to_microseconds(WallTime at) {
    return std::chrono::floor<microseconds>(at.time_since_epoch()).count();
}

WallTime from_microseconds(std::int64_t at) { return WallTime(microseconds(at)); }

std::string detail_of(const Event& event) {
    return json::serialize(std::visit([](const auto& what) { return json_of(what); }, event.what));
}

std::optional<Event> parse_event(WallTime at, Kind kind, std::string_view cluster,
                                 std::string_view tier, std::string_view detail) {
    Event event{.at = at, .cluster = std::string(cluster), .tier = std::string(tier), .what = {}};
    // What servers say is quoted in evidence, whatever its bytes are.
    const json::parse_options as_written{.allow_invalid_utf8 = true};
    // Boost.JSON tells what is missing or of another type by exceptions.
    try {
        const auto value =
            json::parse(json::string_view(detail.data(), detail.size()), {}, as_written);
        const auto& object = value.as_object();
        switch (kind) {
            case Kind::leader_change:
                event.what = leader_change(object);
                break;
            case Kind::overlap:
                event.what = overlap(object);
                break;
            case Kind::alert_fired:
            case Kind::alert_resolved:
                event.what = alert_change(object, kind == Kind::alert_resolved);
                break;
            case Kind::agent_started:
            case Kind::agent_stopped:
                event.what = agent_change(object, kind == Kind::agent_stopped);
                break;
        }
        return event;
    } catch (const std::exception&) {
        return {};
    }
}

}  // namespace druidwatch::history

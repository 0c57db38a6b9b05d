#include "history/event.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace druidwatch::history {
namespace {

std::string lost(const LeaderChange& change) {
    if (change.lost_bytes) return fmt::format("; {} bytes were lost", *change.lost_bytes);
    if (change.lost_transactions) {
        return fmt::format("; {} transactions were lost", *change.lost_transactions);
    }
    return {};
}

std::string told(const LeaderChange& change) {
    return fmt::format("{} leads after {}; for {} none was seen to{}.", change.to, change.from,
                       human(change.gap), lost(change));
}

std::string told(const Overlap& overlap) {
    return fmt::format("{} and {} both led, for {} at least.", overlap.one, overlap.other,
                       human(overlap.until - overlap.from));
}

std::string told(const AlertChange& alert) {
    if (alert.resolved) return fmt::format("Resolved: {}", alert.description);
    return alert.description;
}

std::string told(const AgentChange& change) {
    if (!change.stopped) return fmt::format("{} began to watch.", change.agent);
    return fmt::format("{} {}.", change.agent, change.cut_off ? "was cut off" : "stopped");
}

}  // namespace

Kind kind_of(const Event& event) {
    if (std::holds_alternative<LeaderChange>(event.what)) return Kind::leader_change;
    if (std::holds_alternative<Overlap>(event.what)) return Kind::overlap;
    if (const auto* alert = std::get_if<AlertChange>(&event.what)) {
        return alert->resolved ? Kind::alert_resolved : Kind::alert_fired;
    }
    return std::get<AgentChange>(event.what).stopped ? Kind::agent_stopped : Kind::agent_started;
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::leader_change:
            return "leader_change";
        case Kind::overlap:
            return "overlap";
        case Kind::alert_fired:
            return "alert_fired";
        case Kind::alert_resolved:
            return "alert_resolved";
        case Kind::agent_started:
            return "agent_started";
        case Kind::agent_stopped:
            return "agent_stopped";
    }
    std::unreachable();
}

std::optional<Kind> parse_kind(std::string_view name) {
    const auto* found =
        std::ranges::find_if(all_kinds, [&](Kind kind) { return name_of(kind) == name; });
    return found == std::end(all_kinds) ? std::nullopt : std::optional(*found);
}

std::string sentence(const Event& event) {
    return std::visit([](const auto& what) { return told(what); }, event.what);
}

bool matches(const Event& event, const Query& query) {
    return event.at >= query.from && event.at <= query.to &&
           (!query.cluster || event.cluster.empty() || event.cluster == *query.cluster) &&
           (!query.kind || kind_of(event) == *query.kind);
}

}  // namespace druidwatch::history

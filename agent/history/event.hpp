#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cluster/evidence.hpp"

namespace druidwatch::history {

/// Another node leads a role, or is the primary of the metadata store. The tier says which: that of
/// a role, zookeeper or metadata.
struct LeaderChange {
    std::string from;
    std::string to;
    WallTime last_proof_of_old;
    WallTime first_proof_of_new;
    std::chrono::microseconds gap{0};  ///< for which none was seen to lead
    std::optional<std::int64_t> lost_bytes{};
    std::optional<std::int64_t> lost_transactions{};

    bool operator==(const LeaderChange&) const = default;
};

/// Two nodes proved to lead one role at once, from `from` to `until` at least.
struct Overlap {
    std::string one;
    std::string other;
    WallTime from;
    WallTime until;
    bool alerted = false;  ///< it lasted long enough for its alert to fire

    bool operator==(const Overlap&) const = default;
};

/// An alert fired or resolved, as it was told then.
struct AlertChange {
    bool resolved = false;
    std::string name;  ///< the catalog's, without DruidHa
    std::string node;  ///< empty for an invariant of the whole tier
    std::string severity;
    WallTime since;  ///< when what it is about began
    std::string description;
    std::string cause;  ///< empty when it is its own
    cluster::EvidenceList evidence;

    bool operator==(const AlertChange&) const = default;
};

/// The agent began to watch, or ended: in between nothing was seen.
struct AgentChange {
    bool stopped = false;
    bool cut_off = false;  ///< it did not stop in order: killed, crashed, or its machine did
    std::string agent;
    std::string version;

    bool operator==(const AgentChange&) const = default;
};

/// One thing that happened. `cluster` is empty for what the agent itself did, and `tier` with it.
struct Event {
    WallTime at;  ///< kept to the microsecond
    std::string cluster{};
    std::string tier{};
    std::variant<LeaderChange, Overlap, AlertChange, AgentChange> what;

    bool operator==(const Event&) const = default;
};

enum class Kind {
    leader_change,
    overlap,
    alert_fired,
    alert_resolved,
    agent_started,
    agent_stopped,
};

inline constexpr Kind all_kinds[] = {Kind::leader_change, Kind::overlap,
                                     Kind::alert_fired,   Kind::alert_resolved,
                                     Kind::agent_started, Kind::agent_stopped};

Kind kind_of(const Event& event);
std::string_view name_of(Kind kind);
std::optional<Kind> parse_kind(std::string_view name);

/// What happened, as a person says it: "m2:8081 leads after m1:8081; for 7 s none was seen to."
std::string sentence(const Event& event);

/// What to look for: in a cluster (with what the agent itself did), of a kind, from `from` to `to`,
/// both included.
struct Query {
    std::optional<std::string> cluster{};
    std::optional<Kind> kind{};
    WallTime from{};
    WallTime to{};
    std::size_t limit = 500;
};

bool matches(const Event& event, const Query& query);

}  // namespace druidwatch::history

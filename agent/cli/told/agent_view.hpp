#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// What a running agent tells over its API, as far as a person at a terminal needs it.
namespace druidwatch::cli {

struct ToldWitness {
    std::string who;
    std::string said;
    WallTime at;
};

struct ToldAlert {
    std::string name;      ///< "DruidHaNoLeader"
    std::string severity;  ///< critical, warning, info or none
    std::string cluster;   ///< empty for the agent's own
    std::string tier;
    std::string node;   ///< empty for an invariant of the whole tier
    std::string state;  ///< pending, firing or resolved
    WallTime since;
    std::optional<WallTime> resolved_at;
    bool in_maintenance = false;
    std::string description;
    std::string cause;  ///< empty when it is its own
    std::string runbook_url;
    std::vector<ToldWitness> evidence;

    bool is_open() const { return state != "resolved"; }
    bool is_firing() const { return state == "firing"; }
};

struct ToldNode {
    std::string node;
    std::string state;  ///< "up", "leading", ... of exporters::NodeState
    std::string note;
    std::vector<std::string> leads;
    std::optional<double> lag_seconds;
    std::optional<std::int64_t> lag_bytes;
    std::optional<WallTime> last_answer;
};

struct ToldTier {
    std::string tier;
    std::optional<std::int64_t> headroom;  ///< none where it could not be told
    std::vector<ToldNode> nodes;
};

/// An invariant that could not be checked.
struct ToldUnknown {
    std::string tier;
    std::string name;
    std::string node;
    std::string text;  ///< what was missing, and the remedy where there is one
};

/// A question that is not answered for a reason that a person can remove.
struct ToldRefusal {
    std::string node;
    std::string question;
    std::string said;
    std::string remedy;
};

struct ToldCluster {
    std::string name;
    std::optional<bool> stands;
    std::string sentence;
    std::vector<ToldTier> tiers;
    std::vector<ToldUnknown> unknowns;
    std::vector<ToldRefusal> refusals;
};

struct AgentView {
    std::string agent;
    std::string version;
    WallTime taken;
    std::vector<ToldCluster> clusters;
    std::vector<ToldAlert> alerts;  ///< worst first
};

/// Of the documents of /api/v1/clusters and /api/v1/alerts; or why they are none of an agent's.
std::expected<AgentView, std::string> read_agent_view(std::string_view clusters,
                                                      std::string_view alerts);

/// 0 every cluster stands, 1 a warning fires, 2 something critical, 3 it can't be told.
int exit_status(const AgentView& view);

/// "production overlord DruidHaNoLeader": what makes two alerts the same.
std::string identity_of(const ToldAlert& alert);

}  // namespace druidwatch::cli

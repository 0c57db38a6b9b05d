#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster_view.hpp"

namespace druidwatch::exporters {

/// What a person is told of one node; a shape, a word and a colour on the page.
enum class NodeState {
    up,
    leading,
    degraded,     ///< it answers, and does not serve as it should
    down,         ///< refused by its host
    rejected,     ///< it accepts and does not answer: alive in some way
    silent,       ///< nothing came back: not known to be down
    not_allowed,  ///< it would answer somebody else
    unknown,      ///< not asked yet, or too long ago
};

std::string_view name_of(NodeState state);

/// One node in one tier, as of the moment that it was derived for.
struct NodeRow {
    std::string node;     ///< host:port
    bool of_tier = true;  ///< false: a way to a node of the tier, as Druid's database address is
    NodeState state = NodeState::unknown;
    std::string note;                     ///< "follower", "standby · lag 0 s", "false leader"
    std::optional<bool> claims;           ///< its own word on leading this tier, where it gave one
    std::vector<std::string_view> leads;  ///< every tier that it says it leads
    cluster::Lag lag;                     ///< a database standby's
    std::optional<WallTime> last_answer;  ///< of any question, whatever failed since
    std::string said;                     ///< its newest answer, or how asking it failed
};

struct TierRows {
    std::string_view tier;
    std::vector<NodeRow> nodes;
};

/// The tiers that the view has, in the order of dependence: zookeeper, metadata, coordinator,
/// overlord, broker, balancer, router.
std::vector<TierRows> node_rows(const cluster::ClusterView& view, Monotonic now);

/// How many lead a tier, by their own word. Nothing while a node that may be alive gave none,
/// unless two others have: they are too many already.
std::optional<int> leaders(const TierRows& tier);

}  // namespace druidwatch::exporters

#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "invariants/verdict.hpp"

namespace druidwatch::invariants {

enum class Severity { critical, warning, info, none };

std::string_view name_of(Severity severity);
std::optional<Severity> parse_severity(std::string_view name);

/// Names an invariant: tier and name as the catalog writes them.
struct InvariantId {
    std::string_view tier;
    std::string_view name;

    auto operator<=>(const InvariantId&) const = default;
};

/// One row of the catalog: one invariant, one function, one alert, one runbook.
struct Invariant {
    InvariantId id;
    Severity severity;
    milliseconds hold;                    ///< how long it must stay violated before its alert fires
    milliseconds keep_firing{0};          ///< how long the alert stays once it has fired
    milliseconds looks_back{0};           ///< how far; by a restart, the agent forgets that past
    bool of_a_node = false;               ///< its alert carries `node`
    std::vector<InvariantId> because_of;  ///< the first of these that is violated is the cause
    std::string_view summary;             ///< a static sentence, with a full stop
    std::string_view phrase;  ///< the same, after the cluster\'s name: "has no ZooKeeper quorum"
    std::function<Verdicts(const cluster::ClusterView&, Monotonic)> evaluate;
};

/// Every invariant, once, in the order of dependence of their tiers.
std::span<const Invariant> catalog();

/// nullptr for a name that the catalog does not have.
const Invariant* find(InvariantId id);

/// Its runbook's place below alerts/runbooks, without ".md": "zookeeper/QuorumLost". Both roles of
/// a master share theirs: "role/NoLeader".
std::string runbook_of(InvariantId id);

}  // namespace druidwatch::invariants

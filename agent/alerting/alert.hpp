#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "cluster/evidence.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {

/// What makes two alerts the same one. `cluster` is empty for an alert about the agent itself.
struct AlertKey {
    std::string cluster;
    std::string tier;
    std::string name;  ///< the catalog's, without DruidHa
    std::string node;  ///< empty for an invariant of the whole tier

    auto operator<=>(const AlertKey&) const = default;
};

enum class AlertState { pending, firing, resolved };

std::string_view name_of(AlertState state);

struct Alert {
    AlertKey key;
    invariants::Severity severity = invariants::Severity::warning;
    AlertState state = AlertState::pending;
    WallTime violated_since;      ///< what a person calls "since"; Alertmanager's startsAt
    WallTime resolved_at;         ///< of a resolved alert
    bool in_maintenance = false;  ///< seen, and not sent
    bool violated_now = true;     ///< false: kept firing, or what it rests on is unknown now
    std::string summary;          ///< static sentence of the catalog
    std::string description;      ///< what exactly, in this case
    std::string probable_cause;   ///< "zookeeper QuorumLost"; empty when it is its own
    cluster::EvidenceList evidence;

    bool operator==(const Alert&) const = default;
};

/// Firing, pending, resolved; within those by severity, then by age.
void worst_first(std::vector<Alert>& alerts);

/// Identity only: alertname, severity, druid_cluster, tier, node.
std::map<std::string, std::string> labels_of(const Alert& alert);

}  // namespace druidwatch::alerting

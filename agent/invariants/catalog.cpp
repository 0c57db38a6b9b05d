#include "invariants/catalog.hpp"

#include <utility>

#include "invariants/balancer.hpp"
#include "invariants/broker.hpp"
#include "invariants/master.hpp"
#include "invariants/metadata.hpp"
#include "invariants/role.hpp"
#include "invariants/whole_cluster.hpp"
#include "invariants/zookeeper.hpp"

namespace druidwatch::invariants {
namespace {

using cluster::ClusterView;
using cluster::MetadataView;
using cluster::Role;
using cluster::ZooKeeperView;
using Evaluate = std::function<Verdicts(const ClusterView&, Monotonic)>;

// What a cluster does not have, or is not configured to be watched, violates nothing.

Evaluate of_zookeeper(Verdict (*rule)(const ZooKeeperView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.zookeeper ? Verdicts{rule(*view.zookeeper, now)} : Verdicts{};
    };
}

Evaluate of_members(Verdicts (*rule)(const ZooKeeperView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) {
        return view.zookeeper ? rule(*view.zookeeper, now) : Verdicts{};
    };
}

Evaluate of_metadata(Verdict (*rule)(const MetadataView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.metadata ? Verdicts{rule(*view.metadata, now)} : Verdicts{};
    };
}

Evaluate of_databases(Verdicts (*rule)(const MetadataView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) {
        return view.metadata ? rule(*view.metadata, now) : Verdicts{};
    };
}

Evaluate of_lag(int factor) {
    return [factor](const ClusterView& view, Monotonic now) {
        return view.metadata ? metadata::replication_lag(*view.metadata, now, factor) : Verdicts{};
    };
}

Evaluate of_druid(Verdict (*rule)(const ClusterView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.druid ? Verdicts{rule(view, now)} : Verdicts{};
    };
}

Evaluate of_role(Verdict (*rule)(const ClusterView&, Role, Monotonic), Role role) {
    return [rule, role](const ClusterView& view, Monotonic now) -> Verdicts {
        return view.druid ? Verdicts{rule(view, role, now)} : Verdicts{};
    };
}

Evaluate of_role_nodes(Verdicts (*rule)(const ClusterView&, Role, Monotonic), Role role) {
    return [rule, role](const ClusterView& view, Monotonic now) { return rule(view, role, now); };
}

Evaluate of_cluster(Verdict (*rule)(const ClusterView&, Monotonic)) {
    return [rule](const ClusterView& view, Monotonic now) { return Verdicts{rule(view, now)}; };
}

constexpr InvariantId quorum_lost{"zookeeper", "QuorumLost"};
constexpr InvariantId no_primary{"metadata", "NoPrimary"};
constexpr InvariantId no_master{"master", "NoneServing"};
constexpr InvariantId no_broker{"broker", "NoneServing"};
constexpr InvariantId unreachable{"cluster", "Unreachable"};

std::vector<Invariant> rows_of_cluster() {
    return {{.id = unreachable,
             .severity = Severity::critical,
             .hold = 15s,
             .summary = "Nothing of a Druid cluster answers.",
             .phrase = "is out of reach",
             .evaluate = of_cluster(whole_cluster::unreachable)}};
}

std::vector<Invariant> rows_of_zookeeper() {
    const auto tier = quorum_lost.tier;
    return {
        {.id = quorum_lost,
         .severity = Severity::critical,
         .hold = 3s,
         .summary = "ZooKeeper has no quorum.",
         .phrase = "has no ZooKeeper quorum",
         .evaluate = of_zookeeper(zookeeper::quorum_lost)},
        {.id = {tier, "QuorumAtRisk"},
         .severity = Severity::warning,
         .hold = 15s,
         .summary = "ZooKeeper's quorum would not survive one more failure.",
         .phrase = "would lose its ZooKeeper quorum with one more member",
         .evaluate = of_zookeeper(zookeeper::quorum_at_risk)},
        {.id = {tier, "MemberDown"},
         .severity = Severity::warning,
         .hold = 10s,
         .of_a_node = true,
         .because_of = {quorum_lost},
         .summary = "A ZooKeeper member is down.",
         .phrase = "has a ZooKeeper member down",
         .evaluate = of_members(zookeeper::member_down)},
        {.id = {tier, "MemberNotServing"},
         .severity = Severity::warning,
         .hold = 15s,
         .of_a_node = true,
         .because_of = {quorum_lost},
         .summary = "A ZooKeeper member runs but does not serve.",
         .phrase = "has a ZooKeeper member that does not serve",
         .evaluate = of_members(zookeeper::member_not_serving)},
        {.id = {tier, "SessionUnusable"},
         .severity = Severity::critical,
         .hold = 10s,
         .of_a_node = true,
         .because_of = {quorum_lost},
         .summary = "A ZooKeeper member rejects new sessions.",
         .phrase = "has a ZooKeeper member that rejects sessions",
         .evaluate = of_members(zookeeper::session_unusable)},
    };
}

std::vector<Invariant> rows_of_metadata() {
    const auto tier = no_primary.tier;
    const InvariantId broken{tier, "ReplicationBroken"};
    const InvariantId severe{tier, "ReplicationLagSevere"};
    return {
        {.id = no_primary,
         .severity = Severity::critical,
         .hold = 5s,
         .summary = "The metadata store has no writable primary.",
         .phrase = "has no metadata store primary",
         .evaluate = of_metadata(metadata::no_primary)},
        {.id = {tier, "SplitBrain"},
         .severity = Severity::critical,
         .hold = 0s,
         .summary = "Two metadata store nodes are writable at once.",
         .phrase = "has two writable metadata stores",
         .evaluate = of_metadata(metadata::split_brain)},
        {.id = {tier, "NodeDown"},
         .severity = Severity::warning,
         .hold = 10s,
         .of_a_node = true,
         .because_of = {no_primary},
         .summary = "A metadata store node is down.",
         .phrase = "has a metadata store node down",
         .evaluate = of_databases(metadata::node_down)},
        {.id = broken,
         .severity = Severity::warning,
         .hold = 15s,
         .of_a_node = true,
         .because_of = {no_primary},
         .summary = "A metadata store standby does not replicate.",
         .phrase = "has a metadata store standby that does not replicate",
         .evaluate = of_databases(metadata::replication_broken)},
        {.id = severe,
         .severity = Severity::critical,
         .hold = 30s,
         .of_a_node = true,
         .because_of = {broken},
         .summary = "A metadata store standby is far behind.",
         .phrase = "has a metadata store standby far behind",
         .evaluate = of_lag(10)},
        {.id = {tier, "ReplicationLag"},
         .severity = Severity::warning,
         .hold = 30s,
         .of_a_node = true,
         .because_of = {broken, severe},
         .summary = "A metadata store standby lags.",
         .phrase = "has a metadata store standby that lags",
         .evaluate = of_lag(1)},
        {.id = {tier, "NoFailoverCandidate"},
         .severity = Severity::warning,
         .hold = 15s,
         .because_of = {no_primary},
         .summary = "No metadata store standby could be promoted without loss.",
         .phrase = "has no metadata store standby to promote",
         .evaluate = of_metadata(metadata::no_failover_candidate)},
        {.id = {tier, "EndpointNotPrimary"},
         .severity = Severity::critical,
         .hold = 5s,
         .because_of = {no_primary},
         .summary = "Druid's database address does not lead to the primary.",
         .phrase = "has its database address on the wrong node",
         .evaluate = of_metadata(metadata::endpoint_not_primary)},
    };
}

std::vector<Invariant> rows_of_master() {
    return {
        {.id = no_master,
         .severity = Severity::critical,
         .hold = 5s,
         .summary = "Every master is down.",
         .phrase = "has no master",
         .evaluate = of_druid(master::none_serving)},
        {.id = {no_master.tier, "NodeDown"},
         .severity = Severity::warning,
         .hold = 10s,
         .of_a_node = true,
         .because_of = {no_master},
         .summary = "A master is down.",
         .phrase = "has a master down",
         .evaluate = [](const ClusterView& view,
                        Monotonic now) { return master::node_down(view, now); }},
    };
}

std::vector<Invariant> rows_of_role(Role role) {
    const auto tier = cluster::name_of(role);
    const bool coordinator = role == Role::coordinator;
    const InvariantId no_leader{tier, "NoLeader"};
    const InvariantId unhealthy{tier, "LeaderUnhealthy"};
    return {
        // The hold is the failover budget, which the verdict knows: Druid's own session timeout.
        {.id = no_leader,
         .severity = Severity::critical,
         .hold = 35s,
         .because_of = {quorum_lost, no_primary, no_master, unhealthy},
         .summary = "No node leads a role of Druid's masters.",
         .phrase = coordinator ? "has no Coordinator" : "has no Overlord",
         .evaluate = of_role(role::no_leader, role)},
        {.id = {tier, "MultipleLeaders"},
         .severity = Severity::critical,
         .hold = 1s,
         .keep_firing = 5min,
         .summary = "Two nodes lead one role of Druid's masters.",
         .phrase = coordinator ? "has two Coordinators" : "has two Overlords",
         .evaluate = of_role(role::multiple_leaders, role)},
        {.id = unhealthy,
         .severity = Severity::critical,
         .hold = 35s,
         .of_a_node = true,
         .because_of = {quorum_lost},
         .summary = "A leader holds its latch and does not answer.",
         .phrase = coordinator ? "has a leading Coordinator that does not answer"
                               : "has a leading Overlord that does not answer",
         .evaluate = of_role_nodes(role::leader_unhealthy, role)},
        {.id = {tier, "NoStandby"},
         .severity = Severity::warning,
         .hold = 15s,
         .because_of = {no_leader},
         .summary = "No standby would take over from the leader.",
         .phrase = coordinator ? "has no standby Coordinator" : "has no standby Overlord",
         .evaluate = of_role(role::no_standby, role)},
        {.id = {tier, "FailedOver"},
         .severity = Severity::info,
         .hold = 0s,
         .summary = "Another node leads a role of Druid's masters.",
         .phrase = coordinator ? "has another Coordinator leading" : "has another Overlord leading",
         .evaluate = of_role(role::failed_over, role)},
    };
}

std::vector<Invariant> rows_of_broker() {
    const auto tier = no_broker.tier;
    return {
        {.id = no_broker,
         .severity = Severity::critical,
         .hold = 5s,
         .summary = "No Broker serves.",
         .phrase = "has no serving Broker",
         .evaluate = of_druid(broker::none_serving)},
        {.id = {tier, "NoRedundancy"},
         .severity = Severity::warning,
         .hold = 15s,
         .because_of = {no_broker},
         .summary = "Only one Broker serves.",
         .phrase = "has one serving Broker left",
         .evaluate = of_druid(broker::no_redundancy)},
        {.id = {tier, "NodeDown"},
         .severity = Severity::warning,
         .hold = 10s,
         .of_a_node = true,
         .because_of = {no_broker},
         .summary = "A Broker is down.",
         .phrase = "has a Broker down",
         .evaluate = [](const ClusterView& view,
                        Monotonic now) { return broker::node_down(view, now); }},
        {.id = {tier, "QueryFails"},
         .severity = Severity::warning,
         .hold = 15s,
         .of_a_node = true,
         .summary = "A Broker says that it is ready, but fails a query.",
         .phrase = "has a Broker that fails queries",
         .evaluate = [](const ClusterView& view,
                        Monotonic now) { return broker::query_fails(view, now); }},
    };
}

std::vector<Invariant> rows_of_balancer() {
    return {{.id = {"balancer", "Down"},
             .severity = Severity::critical,
             .hold = 5s,
             .of_a_node = true,
             .summary = "The load balancer before the Brokers is down.",
             .phrase = "has its load balancer down",
             .evaluate = [](const ClusterView& view, Monotonic now) {
                 return balancer::down(view, now);
             }}};
}

std::vector<Invariant> rows_of_agent() {
    return {{.id = {"agent", "TargetUnknown"},
             .severity = Severity::warning,
             .hold = 5min,
             .of_a_node = true,
             .because_of = {unreachable},
             .summary = "A node can't be watched whole.",
             .phrase = "has a node that can't be watched whole",
             .evaluate = [](const ClusterView& view, Monotonic now) {
                 return whole_cluster::target_unknown(view, now);
             }}};
}

std::vector<Invariant> all_rows() {
    std::vector<Invariant> all;
    for (auto& rows : {rows_of_cluster(), rows_of_zookeeper(), rows_of_metadata(), rows_of_master(),
                       rows_of_role(Role::coordinator), rows_of_role(Role::overlord),
                       rows_of_broker(), rows_of_balancer(), rows_of_agent()}) {
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

}  // namespace

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::critical:
            return "critical";
        case Severity::warning:
            return "warning";
        case Severity::info:
            return "info";
        case Severity::none:
            return "none";
    }
    std::unreachable();
}

std::optional<Severity> parse_severity(std::string_view name) {
    for (const auto severity :
         {Severity::critical, Severity::warning, Severity::info, Severity::none}) {
        if (name == name_of(severity)) return severity;
    }
    return {};
}

std::span<const Invariant> catalog() {
    static const auto rows = all_rows();
    return rows;
}

const Invariant* find(InvariantId id) {
    const auto rows = catalog();
    const auto row = std::ranges::find(rows, id, &Invariant::id);
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace druidwatch::invariants

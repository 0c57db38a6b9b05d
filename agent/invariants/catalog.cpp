#include "invariants/catalog.hpp"

#include <utility>

#include "invariants/applied.hpp"
#include "invariants/balancer.hpp"
#include "invariants/broker.hpp"
#include "invariants/master.hpp"
#include "invariants/metadata.hpp"
#include "invariants/role.hpp"
#include "invariants/whole_cluster.hpp"
#include "invariants/zookeeper.hpp"

namespace druidwatch::invariants {
namespace {

using enum Severity;

constexpr InvariantId quorum_lost_id{"zookeeper", "QuorumLost"};
constexpr InvariantId no_primary_id{"metadata", "NoPrimary"};
constexpr InvariantId no_master{"master", "NoneServing"};
constexpr InvariantId no_broker{"broker", "NoneServing"};
constexpr InvariantId unreachable{"cluster", "Unreachable"};

bool has_endpoint(const ClusterView& view) { return view.metadata && view.metadata->endpoint; }
bool has_masters(const ClusterView& view) { return view.druid && !view.druid->masters.empty(); }
bool has_brokers(const ClusterView& view) { return view.druid && !view.druid->brokers.empty(); }

/// Of the whole tier, without a cause. The hold of a NoLeader and a LeaderUnhealthy is the failover
/// budget, which their verdicts know; the figure here is its default.
Invariant row(InvariantId id, Severity severity, milliseconds hold, Evaluate evaluate,
              std::string_view summary, std::string_view phrase) {
    return {.id = id,
            .severity = severity,
            .hold = hold,
            .summary = summary,
            .phrase = phrase,
            .evaluate = std::move(evaluate)};
}

Invariant of_a_node(Invariant row) {
    row.of_a_node = true;
    return row;
}

Invariant because(std::vector<InvariantId> causes, Invariant row) {
    row.because_of = std::move(causes);
    return row;
}

Invariant kept_firing(milliseconds how_long, Invariant row) {
    row.keep_firing = how_long;
    return row;
}

std::vector<Invariant> rows_of_cluster() {
    return {row(unreachable, critical, 15s, applied(whole_cluster::unreachable),
                "Nothing of a Druid cluster answers.", "is out of reach")};
}

std::vector<Invariant> rows_of_zookeeper() {
    using namespace zookeeper;
    const auto tier = quorum_lost_id.tier;
    const InvariantId out_of_sync{tier, "LearnersOutOfSync"};
    return {
        row(quorum_lost_id, critical, quorum_lost_hold, applied(quorum_lost),
            "ZooKeeper has no quorum.", "has no ZooKeeper quorum"),
        row({tier, "QuorumAtRisk"}, warning, quorum_at_risk_hold, applied(quorum_at_risk),
            "ZooKeeper's quorum would not survive one more failure.",
            "would lose its ZooKeeper quorum with one more member"),
        row({tier, "MultipleLeaders"}, critical, 0s, applied(multiple_leaders),
            "Two ZooKeeper members lead at once.", "has two ZooKeeper leaders"),
        because({quorum_lost_id},
                of_a_node(row({tier, "MemberDown"}, warning, 10s, applied(member_down),
                              "A ZooKeeper member is down.", "has a ZooKeeper member down"))),
        because({quorum_lost_id},
                of_a_node(row({tier, "MemberNotServing"}, warning, member_not_serving_hold,
                              applied(member_not_serving),
                              "A ZooKeeper member runs but does not serve.",
                              "has a ZooKeeper member that does not serve"))),
        of_a_node(row({tier, "MemberForeign"}, critical, 10s, applied(member_foreign),
                      "A ZooKeeper server is not of the ensemble that it is configured in.",
                      "has a ZooKeeper member of another ensemble")),
        row({tier, "EnsembleSizeUnsafe"}, warning, 5min, applied(ensemble_size_unsafe),
            "The ZooKeeper ensemble has fewer than 3 voters, or an even number.",
            "has a ZooKeeper ensemble of an unsafe size"),
        because({quorum_lost_id},
                of_a_node(row(out_of_sync, warning, learners_out_of_sync_hold,
                              applied(learners_out_of_sync),
                              "A ZooKeeper member does not keep up with its leader.",
                              "has a ZooKeeper member that does not keep up"))),
        because({out_of_sync},
                of_a_node(row({tier, "RequestsBacklogged"}, warning, 1min,
                              applied(requests_backlogged), "Requests wait in a ZooKeeper member.",
                              "has a ZooKeeper member with a backlog"))),
        because({quorum_lost_id},
                of_a_node(row({tier, "SessionUnusable"}, critical, 10s, applied(session_unusable),
                              "A ZooKeeper member rejects new sessions.",
                              "has a ZooKeeper member that rejects sessions"))),
    };
}

std::vector<Invariant> rows_of_metadata() {
    using namespace metadata;
    const auto tier = no_primary_id.tier;
    const InvariantId broken{tier, "ReplicationBroken"};
    const InvariantId severe{tier, "ReplicationLagSevere"};
    const InvariantId endpoint{tier, "EndpointNotPrimary"};
    return {
        row(no_primary_id, critical, 5s, applied(no_primary),
            "The metadata store has no writable primary.", "has no metadata store primary"),
        row({tier, "SplitBrain"}, critical, 0s, applied(split_brain),
            "Two metadata store nodes are writable at once.", "has two writable metadata stores"),
        because({no_primary_id},
                of_a_node(row({tier, "NodeDown"}, warning, 10s, applied(node_down),
                              "A metadata store node is down.", "has a metadata store node down"))),
        because({no_primary_id},
                of_a_node(row(broken, warning, 15s, applied(replication_broken),
                              "A metadata store standby does not replicate.",
                              "has a metadata store standby that does not replicate"))),
        because({broken}, of_a_node(row(severe, critical, 30s, applied(replication_lag, 10),
                                        "A metadata store standby is far behind.",
                                        "has a metadata store standby far behind"))),
        because({broken, severe},
                of_a_node(row({tier, "ReplicationLag"}, warning, 30s, applied(replication_lag, 1),
                              "A metadata store standby lags.",
                              "has a metadata store standby that lags"))),
        because({no_primary_id},
                row({tier, "NoFailoverCandidate"}, warning, 15s, applied(no_failover_candidate),
                    "No metadata store standby could be promoted without loss.",
                    "has no metadata store standby to promote")),
        of_a_node(
            row({tier, "ForeignNode"}, critical, 10s, applied(foreign_node),
                "A metadata store node is of another database or has transactions of its own.",
                "has a foreign metadata store node")),
        because({no_primary_id},
                row(endpoint, critical, 5s, where(has_endpoint, applied(endpoint_not_primary)),
                    "Druid's database address does not lead to the primary.",
                    "has its database address on the wrong node")),
        because({endpoint},
                of_a_node(row({tier, "DruidOnStandby"}, critical, 30s, applied(druid_on_standby),
                              "Druid's sessions sit on a node that is not the primary.",
                              "has Druid connected to a standby"))),
        row({tier, "CommitsStalled"}, critical, 10s, applied(commits_stalled),
            "Commits of the metadata store wait.", "has commits that wait"),
        because({broken}, of_a_node(row({tier, "RetainedWalGrowing"}, warning, 1min,
                                        applied(retained_wal_growing),
                                        "A replication slot holds back too much log, or was lost.",
                                        "has a replication slot that holds back much"))),
        row({tier, "FailedOver"}, info, 0s, applied(failed_over),
            "The metadata store has another primary.", "has another metadata store primary"),
    };
}

std::vector<Invariant> rows_of_master() {
    return {
        row(no_master, critical, 5s, where(has_masters, applied(master::none_serving)),
            "Every master is down.", "has no master"),
        because({no_master}, of_a_node(row({no_master.tier, "NodeDown"}, warning, 10s,
                                           where(has_masters, applied(master::node_down)),
                                           "A master is down.", "has a master down"))),
    };
}

std::vector<Invariant> rows_of_role(Role which) {
    using namespace role;
    const auto tier = cluster::name_of(which);
    const bool coordinator = which == Role::coordinator;
    const auto of_role = [which](auto rule) {
        return where(
            [which](const ClusterView& view) { return view.druid && view.druid->has(which); },
            applied(rule, which));
    };
    const InvariantId none{tier, "NoLeader"};
    const InvariantId unhealthy{tier, "LeaderUnhealthy"};
    return {
        because(
            {quorum_lost_id, no_primary_id, no_master, unhealthy},
            row(none, critical, 35s, of_role(no_leader), "No node leads a role of Druid's masters.",
                coordinator ? "has no Coordinator" : "has no Overlord")),
        kept_firing(5min, row({tier, "MultipleLeaders"}, critical, 1s, of_role(multiple_leaders),
                              "Two nodes lead one role of Druid's masters.",
                              coordinator ? "has two Coordinators" : "has two Overlords")),
        because({quorum_lost_id},
                of_a_node(row(unhealthy, critical, 35s, of_role(leader_unhealthy),
                              "A leader holds its latch and does not answer.",
                              coordinator ? "has a leading Coordinator that does not answer"
                                          : "has a leading Overlord that does not answer"))),
        because({none},
                row({tier, "NoStandby"}, warning, 15s, of_role(no_standby),
                    "No standby would take over from the leader.",
                    coordinator ? "has no standby Coordinator" : "has no standby Overlord")),
        row({tier, "FailedOver"}, info, 0s, of_role(failed_over),
            "Another node leads a role of Druid's masters.",
            coordinator ? "has another Coordinator leading" : "has another Overlord leading"),
    };
}

std::vector<Invariant> rows_of_broker() {
    using namespace broker;
    const auto tier = no_broker.tier;
    return {
        row(no_broker, critical, 5s, where(has_brokers, applied(none_serving)), "No Broker serves.",
            "has no serving Broker"),
        because({no_broker}, row({tier, "NoRedundancy"}, warning, 15s,
                                 where(has_brokers, applied(no_redundancy)),
                                 "Only one Broker serves.", "has one serving Broker left")),
        because({no_broker}, of_a_node(row({tier, "NodeDown"}, warning, 10s,
                                           where(has_brokers, applied(node_down)),
                                           "A Broker is down.", "has a Broker down"))),
        of_a_node(row({tier, "QueryFails"}, warning, 15s, where(has_brokers, applied(query_fails)),
                      "A Broker says that it is ready, but fails a query.",
                      "has a Broker that fails queries")),
    };
}

std::vector<Invariant> rows_of_balancer() {
    return {of_a_node(row({"balancer", "Down"}, critical, 5s, applied(balancer::down),
                          "The load balancer before the Brokers is down.",
                          "has its load balancer down"))};
}

std::vector<Invariant> rows_of_agent() {
    return {because({unreachable}, of_a_node(row({"agent", "TargetUnknown"}, warning, 5min,
                                                 applied(whole_cluster::target_unknown),
                                                 "A node can't be watched whole.",
                                                 "has a node that can't be watched whole")))};
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

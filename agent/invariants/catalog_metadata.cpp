#include "invariants/catalog_rows.hpp"
#include "invariants/event.hpp"
#include "invariants/metadata.hpp"

namespace druidwatch::invariants {

using enum Severity;

namespace {

bool has_endpoint(const ClusterView& view) { return view.metadata && view.metadata->endpoint; }

}  // namespace

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
        looking_back(event_lasts, row({tier, "FailedOver"}, info, 0s, applied(failed_over),
                                      "The metadata store has another primary.",
                                      "has another metadata store primary")),
    };
}

}  // namespace druidwatch::invariants

#include "invariants/balancer.hpp"
#include "invariants/broker.hpp"
#include "invariants/catalog_rows.hpp"
#include "invariants/event.hpp"
#include "invariants/master.hpp"
#include "invariants/role.hpp"
#include "invariants/router.hpp"

namespace druidwatch::invariants {

using enum Severity;

namespace {

constexpr InvariantId no_master{"master", "NoneServing"};
constexpr InvariantId no_broker{"broker", "NoneServing"};

bool has_masters(const ClusterView& view) { return view.druid && !view.druid->masters.empty(); }
bool has_brokers(const ClusterView& view) { return view.druid && !view.druid->brokers.empty(); }
bool has_balancers(const ClusterView& view) { return view.druid && !view.druid->balancers.empty(); }
bool has_routers(const ClusterView& view) { return view.druid && !view.druid->routers.empty(); }

std::vector<Invariant> rows_of_master() {
    return {
        row(no_master, critical, 5s, where(has_masters, applied(master::none_serving)),
            "Every master is down.", "has no master"),
        because({no_master}, of_a_node(row({no_master.tier, "NodeDown"}, warning, 10s,
                                           where(has_masters, applied(master::node_down)),
                                           "A master is down.", "has a master down"))),
        row({no_master.tier, "ConfigurationDiverges"}, critical, 1min,
            where(has_masters, applied(master::configuration_diverges)),
            "Masters are configured for different clusters.",
            "has masters of different configurations"),
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
    const InvariantId several{tier, "MultipleLeaders"};
    const InvariantId unhealthy{tier, "LeaderUnhealthy"};
    const InvariantId not_initialized{tier, "LeaderNotInitialized"};
    std::vector<Invariant> rows{
        because(
            {quorum_lost_id, no_primary_id, no_master, not_initialized, unhealthy},
            row(none, critical, 35s, of_role(no_leader), "No node leads a role of Druid's masters.",
                coordinator ? "has no Coordinator" : "has no Overlord")),
        kept_firing(5min, row(several, critical, 1s, of_role(multiple_leaders),
                              "Two nodes lead one role of Druid's masters.",
                              coordinator ? "has two Coordinators" : "has two Overlords")),
        because({quorum_lost_id},
                of_a_node(row(unhealthy, critical, 35s, of_role(leader_unhealthy),
                              "A leader holds its latch and does not answer.",
                              coordinator ? "has a leading Coordinator that does not answer"
                                          : "has a leading Overlord that does not answer"))),
        because({no_primary_id},
                of_a_node(row(not_initialized, critical, 35s, of_role(leader_not_initialized),
                              "A leader does not do its work.",
                              coordinator ? "has a leading Coordinator that does not work"
                                          : "has a leading Overlord that does not work"))),
        because({quorum_lost_id, several},
                row({tier, "LeadersDisagree"}, warning, 30s, of_role(leaders_disagree),
                    "Masters name different leaders.",
                    coordinator ? "has masters that name different Coordinators"
                                : "has masters that name different Overlords")),
        because({several, quorum_lost_id},
                row({tier, "LatchMismatch"}, warning, 30s, of_role(latch_mismatch),
                    "Who leads does not hold the latch.",
                    coordinator ? "has a leading Coordinator without the latch"
                                : "has a leading Overlord without the latch")),
        because({none, quorum_lost_id},
                of_a_node(row({tier, "RedirectBroken"}, warning, 30s, of_role(redirect_broken),
                              "A standby does not redirect to the leader.",
                              coordinator ? "has a Coordinator that does not redirect"
                                          : "has an Overlord that does not redirect"))),
        because({none, several},
                row({tier, "NoStandby"}, warning, 15s, of_role(no_standby),
                    "No standby would take over from the leader.",
                    coordinator ? "has no standby Coordinator" : "has no standby Overlord")),
        because(
            {quorum_lost_id},
            of_a_node(row({tier, "StandbyNotCandidate"}, warning, 1min,
                          of_role(standby_not_candidate), "A standby does not stand in the latch.",
                          coordinator ? "has a Coordinator that would not take over"
                                      : "has an Overlord that would not take over"))),
        because({quorum_lost_id, no_primary_id},
                looking_back(
                    flapping_within,
                    row({tier, "LeaderFlapping"}, warning, 0s, of_role(leader_flapping),
                        "The leader changes again and again.",
                        coordinator ? "has a flapping Coordinator" : "has a flapping Overlord"))),
        because({quorum_lost_id, no_primary_id},
                looking_back(event_lasts,
                             row({tier, "FailoverSlow"}, warning, 0s, of_role(failover_slow),
                                 "A failover took longer than it may.",
                                 coordinator ? "had a slow failover of its Coordinator"
                                             : "had a slow failover of its Overlord"))),
        looking_back(event_lasts, row({tier, "FailedOver"}, info, 0s, of_role(failed_over),
                                      "Another node leads a role of Druid's masters.",
                                      coordinator ? "has another Coordinator leading"
                                                  : "has another Overlord leading")),
    };
    if (coordinator) {
        rows.push_back(
            because({no_primary_id},
                    of_a_node(row({tier, "DutiesStale"}, warning, 0s, of_role(duties_stale),
                                  "The leader's duties stand still.",
                                  "has a Coordinator whose duties stand still"))));
    }
    return rows;
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
        of_a_node(row({tier, "NotReady"}, warning, 1min, where(has_brokers, applied(not_ready)),
                      "A Broker runs and is not ready.", "has a Broker that is not ready")),
        of_a_node(row({tier, "QueryFails"}, warning, 15s, where(has_brokers, applied(query_fails)),
                      "A Broker says that it is ready, but fails a query.",
                      "has a Broker that fails queries")),
        because({quorum_lost_id}, of_a_node(row({tier, "ViewDiverges"}, warning, 1min,
                                                where(has_brokers, applied(view_diverges)),
                                                "A Broker sees other servers than the Coordinator.",
                                                "has a Broker with an old view"))),
    };
}

std::vector<Invariant> rows_of_balancer() {
    using namespace balancer;
    return {
        of_a_node(row({"balancer", "Down"}, critical, 5s, applied(balancer::down),
                      "The load balancer before the Brokers is down.",
                      "has its load balancer down")),
        of_a_node(row({"balancer", "RoutesToDead"}, warning, 10s, applied(routes_to_dead),
                      "The load balancer sends requests to a dead Broker.",
                      "has a load balancer that routes to a dead Broker")),
        of_a_node(row({"balancer", "Skewed"}, warning, 5min, applied(skewed),
                      "A Broker gets nothing through the load balancer.",
                      "has a Broker that its load balancer leaves out")),
        row({"balancer", "SinglePoint"}, info, 1h, where(has_balancers, applied(single_point)),
            "The load balancer is a single address.", "has one load balancer address"),
    };
}

std::vector<Invariant> rows_of_router() {
    using namespace router;
    return {
        of_a_node(row({"router", "NodeDown"}, warning, 10s,
                      where(has_routers, applied(router::node_down)), "A Router is down.",
                      "has a Router down")),
        because({{"coordinator", "NoLeader"}, {"overlord", "NoLeader"}, quorum_lost_id},
                of_a_node(row({"router", "NoLeaderRoute"}, warning, 30s,
                              where(has_routers, applied(no_leader_route)),
                              "A Router does not lead to a leader.",
                              "has a Router that leads to no leader"))),
    };
}

}  // namespace

std::vector<Invariant> rows_of_druid() {
    std::vector<Invariant> all;
    for (auto& rows :
         {rows_of_master(), rows_of_role(Role::coordinator), rows_of_role(Role::overlord),
          rows_of_broker(), rows_of_balancer(), rows_of_router()}) {
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

}  // namespace druidwatch::invariants

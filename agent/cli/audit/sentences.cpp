#include "cli/audit/sentences.hpp"

#include <functional>

#include "cli/audit/rules.hpp"

namespace druidwatch::cli::auditing {
namespace {

using cluster::Role;

constexpr std::string_view page = "Druid's documentation, High availability";
constexpr std::string_view doctor = "Druid's web console, Doctor";

struct Sentence {
    std::string_view id;
    std::string_view source;
    std::string_view says;
    std::string_view mend;   ///< where it is broken
    std::string_view learn;  ///< where it is unknown
    std::function<Outcome(const Material&)> rule;
    bool (*applies)(const Material&) = nullptr;  ///< nullptr: to every cluster
};

std::function<Outcome(const Material&)> of(Role role, Outcome (*rule)(const Material&, Role)) {
    return [role, rule](const Material& material) { return rule(material, role); };
}

constexpr std::string_view tell_masters =
    "Name every master under druid.coordinators, and let us ask them: the user of druid.basic_auth "
    "needs READ on the resources STATE and CONFIG.";
constexpr std::string_view tell_brokers =
    "Name every Broker under druid.brokers, or let druidwatch read the announcements in ZooKeeper.";
constexpr std::string_view tell_store =
    "Name every node under metadata_store.nodes, and grant druidwatch's user what "
    "docs/databases.md lists.";
constexpr std::string_view tell_ensemble =
    "Name every member under zookeeper.ensemble, and add srvr, mntr, conf and ruok to "
    "4lw.commands.whitelist of each.";

const std::vector<Sentence>& sentences() {
    static const std::vector<Sentence> table{
        {"zookeeper.size", page, "ZooKeeper is an ensemble of three or five members.",
         "Set up a third or fifth member: an even number survives no more failures than one less.",
         tell_ensemble, ensemble_of_three_or_five, asks_zookeeper},
        {"zookeeper.members", page, "Every member of the ensemble serves, so that one may fail.",
         "Bring back the member that does not serve, or add one where all do; see the runbooks "
         "below "
         "zookeeper/.",
         tell_ensemble, every_member_serves, asks_zookeeper},
        {"metadata.replication", page,
         "The metadata store is PostgreSQL or MySQL, and a standby replicates it.",
         "Set up a standby that streams from the primary, and name it under metadata_store.nodes.",
         tell_store, store_is_replicated},
        {"metadata.failover", page, "A standby of the metadata store could take over now.",
         "Mend what keeps the standby from being promoted; see the runbook "
         "metadata/NoFailoverCandidate.",
         tell_store, store_can_fail_over},
        {"metadata.address", page, "The address that Druid connects to leads to the primary.",
         "Point the address, or the proxy behind it, to the primary; see the runbook "
         "metadata/EndpointNotPrimary.",
         tell_store, address_leads_to_primary},
        {"coordinator.several", page, "Several Coordinators run, so that another can take over.",
         "Start a second Coordinator, or mend the one that does not stand in the latch.",
         tell_masters, of(Role::coordinator, several_masters)},
        {"overlord.several", page, "Several Overlords run, so that another can take over.",
         "Start a second Overlord, or mend the one that does not stand in the latch.", tell_masters,
         of(Role::overlord, several_masters)},
        {"masters.zookeeper", page, "All masters use the same ZooKeeper.",
         "Give every master the same druid.zk.service.host and druid.zk.paths.base, and restart "
         "it.",
         tell_masters, one_zookeeper_of_masters, asks_zookeeper},
        {"masters.metadata", page, "All masters use the same metadata store.",
         "Give every master the same druid.metadata.storage.* properties, and restart it.",
         tell_masters, one_store_of_masters},
        {"coordinator.active", page, "Exactly one Coordinator is active.",
         "See the runbooks role/NoLeader and role/MultipleLeaders.", tell_masters,
         of(Role::coordinator, one_active)},
        {"overlord.active", page, "Exactly one Overlord is active.",
         "See the runbooks role/NoLeader and role/MultipleLeaders.", tell_masters,
         of(Role::overlord, one_active)},
        {"coordinator.redirects", page, "Every other Coordinator redirects to the active one.",
         "See the runbook role/RedirectBroken.", tell_masters,
         of(Role::coordinator, others_redirect)},
        {"overlord.redirects", page, "Every other Overlord redirects to the active one.",
         "See the runbook role/RedirectBroken.", tell_masters, of(Role::overlord, others_redirect)},
        {"broker.several", page, "Several Brokers run.", "Start a second Broker.", tell_brokers,
         several_brokers},
        {"broker.queryable", page, "Every Broker is active and answers queries.",
         "See the runbooks below broker/.", tell_brokers, every_broker_answers},
        {"balancer.front", page, "A load balancer stands before the Brokers and passes requests.",
         "See the runbook balancer/Down.",
         "Name the address that clients use under druid.load_balancers; without one, set up a "
         "balancer before the Brokers.",
         balancer_in_front},
        {"balancer.reaches", page, "The load balancer reaches every Broker.",
         "Add the Broker to the load balancer, or mend its health check.",
         "Name the balancer under druid.load_balancers; where it keeps a client on one Broker, ask "
         "it itself whom it knows.",
         balancer_reaches_all},
        {"all.zookeeper", doctor, "All processes use the same ZooKeeper.",
         "Give every process the same druid.zk.service.host and druid.zk.paths.base, and restart "
         "it.",
         "Let us read /status/properties of each: READ on the resource CONFIG.",
         one_zookeeper_of_all, asks_zookeeper},
        {"all.time_zone", doctor, "All processes run in the same time zone.",
         "Start every process with -Duser.timezone=UTC.",
         "Let us read /status/properties of each: READ on the resource CONFIG.", one_time_zone},
        {"all.utc", doctor, "That time zone is UTC.",
         "Start every process with -Duser.timezone=UTC.",
         "Let us read /status/properties of each: READ on the resource CONFIG.", time_zone_is_utc},
        {"all.version", doctor, "All processes run the same version.",
         "Finish the rolling upgrade; until then this is as it should be.",
         "Let us read /status of each: READ on the resource STATE.", one_version},
        {"router.proxy", doctor, "Every Router forwards to the Coordinator and the Overlord.",
         "Set druid.router.managementProxy.enabled=true on the Router, and restart it.",
         "See why the Router does not answer.", routers_forward, has_routers},
        {"historical.some", doctor, "There are Historicals.",
         "Start a Historical: without one no segment is served.",
         "Let druidwatch read the announcements in ZooKeeper, or ask the leading Coordinator: READ "
         "on the resource STATE.",
         has_historicals},
    };
    return table;
}

}  // namespace

ClusterAudit audit_cluster(const watch::ClusterSnapshot& cluster, const Words& words,
                           Monotonic now) {
    const Material material{cluster, words, now};
    ClusterAudit audit{.cluster = cluster.view.name};
    for (const auto& sentence : sentences()) {
        if (sentence.applies && !sentence.applies(material)) continue;
        auto outcome = sentence.rule(material);
        const auto remedy = outcome.answer == Answer::kept     ? std::string_view{}
                            : outcome.answer == Answer::broken ? sentence.mend
                                                               : sentence.learn;
        audit.findings.push_back(
            {sentence.id, sentence.source, sentence.says, std::move(outcome), remedy});
    }
    return audit;
}

}  // namespace druidwatch::cli::auditing

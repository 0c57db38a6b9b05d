#include "invariants/broker.hpp"

#include <fmt/format.h>

#include "invariants/life.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::broker {
namespace {

using cluster::Broker;
using cluster::ClusterView;
using cluster::EvidenceList;
using cluster::Reach;

void add_broker(EvidenceList& list, const Broker& broker) {
    add_witness(list, broker.node, broker.ready,
                [](bool ready) { return ready ? "readiness: 200" : "readiness: 503"; });
    add_witness(list, broker.node, broker.query, [](bool) { return "SELECT 1: answered"; });
}

struct Count {
    int serving = 0;
    std::vector<std::string> unclear;
    EvidenceList evidence;
};

Count count(const ClusterView& view, Monotonic now) {
    Count count;
    for (const auto& broker : view.druid->brokers) {
        add_broker(count.evidence, broker);
        const auto serving = serves(view, broker, now);
        if (!serving) count.unclear.push_back(broker.node);
        if (serving == true) ++count.serving;
    }
    return count;
}

/// "Broker b1:8082 does not see h1:8083, and still sees h2:8083."
std::string differences(const std::string& broker, const cluster::ServersSeen& seen,
                        const cluster::ServersSeen& known) {
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    std::ranges::set_difference(known.historicals, seen.historicals, std::back_inserter(missing));
    std::ranges::set_difference(seen.historicals, known.historicals, std::back_inserter(extra));
    std::vector<std::string> parts;
    if (!missing.empty()) parts.push_back("does not see " + enumerate(missing));
    if (!extra.empty()) parts.push_back("sees " + enumerate(extra) + " too");
    return fmt::format("Broker {} {}, unlike the Coordinator.", broker, fmt::join(parts, " and "));
}

/// Answered by an error, not by silence alone: the Broker's fault and not the way's.
bool query_is_refused(const Broker& broker, Monotonic now) {
    const auto reached = cluster::reach(broker.query, now);
    return reached == Reach::rejected || reached == Reach::silent;
}

}  // namespace

std::optional<bool> serves(const ClusterView& view, const Broker& broker, Monotonic now) {
    const auto* ready = broker.ready.current(now);
    if (!ready) {
        const auto life = life_of(view, broker, now);
        return life == Life::down ? std::optional(false) : std::nullopt;
    }
    if (!*ready) return false;
    if (broker.query.current(now)) return true;
    // What failed before the Broker was back says nothing about it now.
    const auto* failed = broker.query.newest();
    if (failed && query_is_refused(broker, now)) return false;
    return {};
}

Verdict none_serving(const ClusterView& view, Monotonic now) {
    const auto brokers = count(view, now);
    if (brokers.serving > 0) return holds();
    if (!brokers.unclear.empty())
        return unknown(fmt::format("{} may serve and does not say.", enumerate(brokers.unclear)),
                       brokers.evidence);
    return violated("No Broker is ready and answers SELECT 1: Druid answers no queries.",
                    brokers.evidence);
}

Verdict no_redundancy(const ClusterView& view, Monotonic now) {
    const auto brokers = count(view, now);
    if (brokers.serving > 1) return holds();
    if (!brokers.unclear.empty())
        return unknown(fmt::format("{} may serve and does not say.", enumerate(brokers.unclear)),
                       brokers.evidence);
    if (brokers.serving == 0) return violated("No Broker serves.", brokers.evidence);
    return violated("Only one Broker serves: its loss ends all queries.", brokers.evidence);
}

Verdicts node_down(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& broker : view.druid->brokers) {
        EvidenceList evidence;
        add_broker(evidence, broker);
        verdicts.push_back(process_down(life_of(view, broker, now), "Broker", broker.node,
                                        broker.reached_by(now), std::move(evidence)));
    }
    return verdicts;
}

Verdicts query_fails(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& broker : view.druid->brokers) {
        EvidenceList evidence;
        add_broker(evidence, broker);
        const auto* ready = broker.ready.current(now);
        if (!ready || !broker.query.evidence(now)) {
            verdicts.push_back(unknown(fmt::format("{} was not asked both.", broker.node), evidence)
                                   .of(broker.node));
        } else if (*ready && query_is_refused(broker, now)) {
            verdicts.push_back(
                violated(fmt::format("Broker {} says that it is ready, but fails SELECT 1.",
                                     broker.node),
                         evidence)
                    .of(broker.node));
        } else {
            verdicts.push_back(holds().of(broker.node));
        }
    }
    return verdicts;
}

Verdicts not_ready(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    for (const auto& broker : view.druid->brokers) {
        const auto* ready = broker.ready.current(now);
        EvidenceList evidence;
        add_broker(evidence, broker);
        if (!ready) {
            verdicts.push_back(
                unknown(fmt::format("{} did not say whether it is ready.", broker.node), evidence)
                    .of(broker.node));
        } else if (*ready) {
            verdicts.push_back(holds().of(broker.node));
        } else {
            verdicts.push_back(
                violated(fmt::format("Broker {} runs and does not get ready.", broker.node),
                         evidence)
                    .of(broker.node));
        }
    }
    return verdicts;
}

Verdicts view_diverges(const ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    const auto leaders = view.druid->claimants(cluster::Role::coordinator, now);
    const auto* leader = leaders.size() == 1 ? leaders.front() : nullptr;
    const auto* known = leader ? leader->servers.current(now) : nullptr;
    for (const auto& broker : view.druid->brokers) {
        const auto* seen = broker.servers.current(now);
        if (!known || !seen) {
            verdicts.push_back(
                unknown("The leading Coordinator or the Broker did not say which servers it sees.")
                    .of(broker.node));
        } else if (known->historicals == seen->historicals) {
            verdicts.push_back(holds().of(broker.node));
        } else {
            verdicts.push_back(violated(differences(broker.node, *seen, *known),
                                        {said(broker.node, *broker.servers.newest(),
                                              "sees " + enumerate(seen->historicals)),
                                         said(leader->node, *leader->servers.newest(),
                                              "sees " + enumerate(known->historicals))})
                                   .of(broker.node));
        }
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::broker

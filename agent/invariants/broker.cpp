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

/// Answered by an error, not by silence alone: the Broker's fault and not the way's.
bool query_is_refused(const Broker& broker, Monotonic now) {
    const auto reached = cluster::reach(broker.query, now);
    return reached == Reach::rejected || reached == Reach::silent;
}

}  // namespace

std::optional<bool> serves(const ClusterView& view, const Broker& broker, Monotonic now) {
    const auto* ready = broker.ready.current(now);
    if (!ready) {
        const auto life = life_of(view, broker, cluster::reach(broker.ready, now), now);
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
        const auto life = life_of(view, broker, cluster::reach(broker.ready, now), now);
        verdicts.push_back(process_down(life, "Broker", broker.node, std::move(evidence)));
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

}  // namespace druidwatch::invariants::broker

#include "invariants/balancer.hpp"

#include <fmt/format.h>

#include "invariants/broker.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::balancer {

using cluster::EvidenceList;
using cluster::Reach;

Verdicts down(const cluster::ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    if (!view.druid) return verdicts;
    const bool brokers_serve = std::ranges::any_of(view.druid->brokers, [&](const auto& broker) {
        return broker::serves(view, broker, now) == true;
    });
    for (const auto& balancer : view.druid->balancers) {
        EvidenceList evidence;
        add_witness(evidence, balancer.node, balancer.ready, [](bool ready) {
            return ready ? "readiness through it: 200" : "readiness through it: 503";
        });
        const auto reached = cluster::reach(balancer.ready, now);
        const bool passes = reached == Reach::answers && *balancer.ready.current(now);
        if (passes) {
            verdicts.push_back(holds().of(balancer.node));
        } else if (!brokers_serve || reached == Reach::unknown || reached == Reach::not_allowed) {
            verdicts.push_back(
                unknown("No Broker is known to serve, so the balancer can't be judged.", evidence)
                    .of(balancer.node));
        } else {
            verdicts.push_back(
                violated(
                    fmt::format("Nothing passes through {}, while Brokers serve.", balancer.node),
                    evidence)
                    .of(balancer.node));
        }
    }
    return verdicts;
}

}  // namespace druidwatch::invariants::balancer

#include <set>

#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::cli::auditing {
namespace {

using cluster::EvidenceList;

bool has_brokers(const Material& material) {
    return material.druid() && !material.druid()->brokers.empty();
}

EvidenceList words_of_brokers(const Material& material) {
    EvidenceList evidence;
    for (const auto& broker : material.druid()->brokers) {
        invariants::add_witness(evidence, broker.node, broker.ready, [](bool ready) {
            return std::string(ready ? "readiness: ready" : "readiness: not ready");
        });
        invariants::add_witness(evidence, broker.node, broker.query, [](bool right) {
            return std::string(right ? "SELECT 1: 1" : "SELECT 1: not 1");
        });
    }
    return evidence;
}

Outcome no_broker_known() { return unknown("No Broker is known."); }

/// The Brokers that did not answer through this balancer; whatever else it led to counts as one.
struct Reached {
    EvidenceList evidence;
    std::size_t answered = 0;
    std::set<std::string> by;           ///< as they call themselves
    std::vector<std::string> left_out;  ///< Brokers that are known
};

Reached through(const BalancerWord& balancer, const std::list<cluster::Broker>& brokers) {
    Reached reached;
    for (const auto& seen : balancer.answers) {
        if (!seen.answer) {
            reached.evidence.push_back(invariants::said(balancer.node, seen, {}));
            continue;
        }
        ++reached.answered;
        if (!reached.by.insert(seen.answer->broker).second) continue;
        reached.evidence.push_back(
            invariants::said(balancer.node, seen, "leads to " + seen.answer->broker));
    }
    for (const auto& broker : brokers) {
        const bool is_among = std::ranges::any_of(
            reached.by, [&](const auto& name) { return broker.is_called(name); });
        if (!is_among) reached.left_out.push_back(broker.node);
    }
    return reached;
}

}  // namespace

Outcome several_brokers(const Material& material) {
    if (!has_brokers(material)) return no_broker_known();
    return by_catalog(material, {{"broker", "NoneServing"}, {"broker", "NoRedundancy"}},
                      kept(fmt::format("There are {}.", material.druid()->brokers.size()),
                           words_of_brokers(material)));
}

Outcome every_broker_answers(const Material& material) {
    if (!has_brokers(material)) return no_broker_known();
    return by_catalog(material,
                      {{"broker", "NodeDown"}, {"broker", "NotReady"}, {"broker", "QueryFails"}},
                      kept("Each is ready and answers SELECT 1.", words_of_brokers(material)));
}

Outcome balancer_in_front(const Material& material) {
    if (!material.druid() || material.druid()->balancers.empty()) {
        return unknown("No load balancer is configured.");
    }
    EvidenceList evidence;
    for (const auto& balancer : material.druid()->balancers) {
        invariants::add_witness(evidence, balancer.node, balancer.ready, [](bool ready) {
            return std::string(ready ? "leads to a Broker that is ready" : "leads to none");
        });
    }
    return by_catalog(material, {{"balancer", "Down"}, {"balancer", "RoutesToDead"}},
                      kept("It passes requests.", std::move(evidence)));
}

Outcome balancer_reaches_all(const Material& material) {
    if (!has_brokers(material)) return no_broker_known();
    if (material.words.balancers.empty()) return unknown("No load balancer is configured.");
    Outcome outcome = kept("Requests through it were answered by each.", {});
    for (const auto& balancer : material.words.balancers) {
        auto reached = through(balancer, material.druid()->brokers);
        std::ranges::move(reached.evidence, std::back_inserter(outcome.evidence));
        if (reached.left_out.empty() || outcome.answer == Answer::broken) continue;
        outcome.text =
            fmt::format("{} requests through {} were answered, none of them by {}.",
                        reached.answered, balancer.node, invariants::enumerate(reached.left_out));
        // It may merely keep us on one Broker, as some do by the client's address.
        outcome.answer = reached.by.size() > 1 ? Answer::broken : Answer::unknown;
    }
    return outcome;
}

}  // namespace druidwatch::cli::auditing

#include "invariants/balancer.hpp"

#include <fmt/format.h>

#include "invariants/broker.hpp"
#include "invariants/life.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::invariants::balancer {

using cluster::Balancer;
using cluster::EvidenceList;
using cluster::Reach;

namespace {

constexpr std::ptrdiff_t failures_that_count = 2;
constexpr milliseconds newest_failure_within = 5s;

std::string counted(const Balancer& balancer, std::ptrdiff_t failed) {
    return fmt::format("{} of the last {} requests through it failed", failed,
                       balancer.passages.size());
}

Verdict routes_of(const Balancer& balancer, Monotonic now) {
    const auto& passages = balancer.passages;
    if (!balancer.ready.evidence(now)) return unknown("Nothing was sent through it lately.");
    const auto newest = std::ranges::find(passages, false, &cluster::Passage::passed);
    const auto failed = std::ranges::count(passages, false, &cluster::Passage::passed);
    const bool others_pass = failed < std::ssize(passages);
    if (failed < failures_that_count || !others_pass ||
        now - newest->answered.mono >= newest_failure_within) {
        return holds();
    }
    return violated(fmt::format("{} still sends requests to a Broker that does not answer: {}.",
                                balancer.node, counted(balancer, failed)),
                    {{balancer.node, counted(balancer, failed), newest->answered.wall}});
}

}  // namespace

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
        } else if (const auto* by_peer = balancer.reached_by(now)) {
            verdicts.push_back(reached_by_peer(balancer.node, *by_peer, std::move(evidence)));
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

Verdicts routes_to_dead(const cluster::ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    if (!view.druid) return verdicts;
    for (const auto& balancer : view.druid->balancers) {
        verdicts.push_back(routes_of(balancer, now).of(balancer.node));
    }
    return verdicts;
}

Verdicts skewed(const cluster::ClusterView& view, Monotonic now) {
    Verdicts verdicts;
    if (!view.druid || view.druid->balancers.empty()) return verdicts;
    std::vector<std::string> answerers;
    EvidenceList evidence;
    bool all_told = true;
    for (const auto& balancer : view.druid->balancers) {
        const bool told = balancer.answerers.size() == Balancer::passages_kept;
        all_told = all_told && told && balancer.answered_by.evidence(now);
        answerers.insert(answerers.end(), balancer.answerers.begin(), balancer.answerers.end());
        add_witness(evidence, balancer.node, balancer.answered_by,
                    [](const auto& by) { return "answered by " + by.broker; });
    }
    const auto gave_any = [&](const cluster::Broker& broker) {
        return std::ranges::any_of(answerers,
                                   [&](const auto& name) { return broker.is_called(name); });
    };
    const auto& brokers = view.druid->brokers;
    // Behind another name than we know it by, no Broker could ever be told apart.
    const bool recognised = std::ranges::any_of(brokers, gave_any);
    for (const auto& broker : brokers) {
        if (gave_any(broker) || broker::serves(view, broker, now) == false) {
            verdicts.push_back(holds().of(broker.node));
        } else if (!all_told || !recognised || !broker::serves(view, broker, now)) {
            verdicts.push_back(
                unknown("Which Brokers answer through the balancer is not known.", evidence)
                    .of(broker.node));
        } else {
            verdicts.push_back(
                violated(fmt::format("Broker {} is ready, and none of the last {} answers through "
                                     "the balancer was its own.",
                                     broker.node, answerers.size()),
                         evidence)
                    .of(broker.node));
        }
    }
    return verdicts;
}

Verdict single_point(const cluster::ClusterView& view, Monotonic) {
    const auto& balancers = view.druid->balancers;
    if (balancers.size() > 1) return holds();
    const auto& only = balancers.front();
    if (!only.addresses) {
        return unknown(fmt::format("The name in {} was not looked up.", only.url));
    }
    if (*only.addresses > 1) return holds();
    return violated(fmt::format("{} is the only address of a load balancer: unless it moves from "
                                "host to host, its host is a single point of failure.",
                                only.node),
                    {});
}

}  // namespace druidwatch::invariants::balancer

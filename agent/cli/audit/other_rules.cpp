#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "invariants/role_words.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::cli::auditing {

bool has_routers(const Material& material) {
    return material.druid() && !material.druid()->routers.empty();
}

Outcome routers_forward(const Material& material) {
    cluster::EvidenceList evidence;
    std::vector<std::string> closed;
    std::vector<std::string> untold;
    for (const auto& router : material.druid()->routers) {
        bool tells = true;
        bool refuses = false;
        for (const auto role : cluster::both_roles) {
            const auto& track = router.routed_leader[static_cast<std::size_t>(role)];
            const auto* failure = track.failure(material.now);
            refuses = refuses || (failure && failure->reason == Reason::not_allowed);
            tells = tells && track.current(material.now);
            invariants::add_witness(evidence, router.node, track, [role](bool leads) {
                return fmt::format("{} a leading {}", leads ? "forwards to" : "finds no",
                                   invariants::role::titled(role));
            });
        }
        if (refuses) {
            closed.push_back(router.node);
        } else if (!tells) {
            untold.push_back(router.node);
        }
    }
    if (!closed.empty()) {
        return broken(fmt::format("{} forwards nothing to masters.", invariants::enumerate(closed)),
                      std::move(evidence));
    }
    auto outcome = untold.empty() ? kept("It forwards to both.", std::move(evidence))
                                  : unknown(fmt::format("It can't be told whether {} forwards.",
                                                        invariants::enumerate(untold)),
                                            std::move(evidence));
    return by_catalog(material, {{"router", "NodeDown"}, {"router", "NoLeaderRoute"}},
                      std::move(outcome));
}

Outcome has_historicals(const Material& material) {
    cluster::EvidenceList evidence;
    std::vector<std::string> found;
    for (const auto& word : material.words.processes) {
        const auto& kinds = word.process.kinds;
        if (std::ranges::find(kinds, "HISTORICAL") == kinds.end()) continue;
        found.push_back(word.process.node);
        evidence.push_back(invariants::said(
            word.process.node, word.version,
            word.version.answer ? "version " + *word.version.answer : std::string{}));
    }
    if (!found.empty()) {
        return kept(fmt::format("{} is announced.", invariants::enumerate(found)),
                    std::move(evidence));
    }
    const auto& zookeeper = material.view().zookeeper;
    const auto* announced = zookeeper ? zookeeper->announcements.evidence(material.now) : nullptr;
    if (!announced || !announced->answer)
        return unknown("Nobody tells which Historicals there are.");
    return broken("No Historical is announced.",
                  {invariants::said(announced->answer->read_through, *announced,
                                    fmt::format("{} announcements, none of a Historical",
                                                announced->answer->processes.size()))});
}

}  // namespace druidwatch::cli::auditing

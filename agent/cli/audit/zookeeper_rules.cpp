#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "cluster/memberships.hpp"
#include "invariants/ensemble.hpp"
#include "invariants/witness.hpp"
#include "invariants/zookeeper_words.hpp"

namespace druidwatch::cli::auditing {
namespace {

namespace words_of = invariants::zookeeper;

constexpr std::string_view none_watched = "No ensemble is configured: there is nobody to ask.";

/// Whether anybody says how many members vote; the count of those that are configured does not.
bool size_is_told(const cluster::ZooKeeperView& view, Monotonic now) {
    if (compare_memberships(view, now).of_the_ensemble) return true;
    return std::ranges::any_of(view.members, [now](const auto& member) {
        const auto* state = member.state.current(now);
        return state && (state->quorum_size || state->mode == cluster::ServerMode::standalone);
    });
}

}  // namespace

bool asks_zookeeper(const Material& material) {
    if (material.view().zookeeper) return true;
    return std::ranges::none_of(material.words.processes, [](const auto& word) {
        const auto& told = word.properties.answer;
        return told && !told->discovery.empty() && told->discovery != "curator";
    });
}

Outcome ensemble_of_three_or_five(const Material& material) {
    const auto& view = material.view().zookeeper;
    if (!view) return unknown(std::string(none_watched));
    cluster::EvidenceList evidence;
    for (const auto& member : view->members) words_of::add_membership(evidence, member);
    if (!size_is_told(*view, material.now)) {
        return unknown("No member tells how many of them vote.", std::move(evidence));
    }
    const auto ensemble = invariants::assess(*view, material.now);
    return by_catalog(material, {{"zookeeper", "EnsembleSizeUnsafe"}},
                      kept(fmt::format("{} members vote.", ensemble.quorum.voters().size()),
                           std::move(evidence)));
}

Outcome every_member_serves(const Material& material) {
    const auto& view = material.view().zookeeper;
    if (!view) return unknown(std::string(none_watched));
    cluster::EvidenceList evidence;
    for (const auto& member : view->members) {
        words_of::add_session(evidence, member);
        words_of::add_state(evidence, member);
    }
    return by_catalog(material,
                      {{"zookeeper", "QuorumLost"},
                       {"zookeeper", "QuorumAtRisk"},
                       {"zookeeper", "MemberDown"},
                       {"zookeeper", "MemberNotServing"},
                       {"zookeeper", "MemberForeign"},
                       {"zookeeper", "SessionUnusable"}},
                      kept("All members serve.", std::move(evidence)));
}

}  // namespace druidwatch::cli::auditing

#include <set>

#include <fmt/format.h>

#include "cli/audit/rules.hpp"
#include "cluster/connect_uri.hpp"
#include "invariants/role_words.hpp"
#include "invariants/witness.hpp"

namespace druidwatch::cli::auditing {
namespace {

using cluster::Master;
using cluster::Role;
using invariants::role::titled;

std::vector<const Master*> masters_of(const Material& material, Role role) {
    std::vector<const Master*> found;
    if (!material.druid()) return found;
    for (const auto& master : material.druid()->masters) {
        if (master.role(role)) found.push_back(&master);
    }
    return found;
}

Outcome nobody_known(Role role) { return unknown(fmt::format("No {} is known.", titled(role))); }

/// The database and the tables in it, by whatever way.
std::string store_of(const cluster::DruidProperties& told) {
    return fmt::format("{} {}, tables {}", told.storage_type,
                       cluster::database_of(told.connect_uri), told.tables_base);
}

std::string_view words_of(const cluster::LeaderRequest& request) {
    switch (request.fate) {
        case cluster::LeaderRequest::Fate::answered:
            return "answers as the leader";
        case cluster::LeaderRequest::Fate::redirected:
            return "redirects to ";
        case cluster::LeaderRequest::Fate::nowhere:
            return "knows no leader";
    }
    return {};
}

}  // namespace

Outcome several_masters(const Material& material, Role role) {
    const auto masters = masters_of(material, role);
    if (masters.empty()) return nobody_known(role);
    auto evidence = invariants::role::words_of_all(material.view(), role);
    invariants::role::add_latch(evidence, material.view(), role);
    const auto tier = name_of(role);
    return by_catalog(material, {{tier, "NoStandby"}, {tier, "StandbyNotCandidate"}},
                      kept(fmt::format("There are {}.", masters.size()), std::move(evidence)));
}

Outcome one_store_of_masters(const Material& material) {
    std::set<std::string> stores;
    std::vector<std::string> untold;
    cluster::EvidenceList evidence;
    for (const auto& [process, version, properties] : material.words.processes) {
        if (!process.is_master()) continue;
        const auto store = properties.answer ? store_of(*properties.answer) : std::string{};
        evidence.push_back(invariants::said(process.node, properties, store));
        if (store.empty()) {
            untold.push_back(process.node);
        } else {
            stores.insert(store);
        }
    }
    if (stores.size() > 1) {
        return broken("Masters use different metadata stores: they are not of one cluster.",
                      std::move(evidence));
    }
    if (!untold.empty() || stores.empty()) {
        return unknown(stores.empty() ? "No master tells its metadata store."
                                      : fmt::format("{} does not tell its metadata store.",
                                                    invariants::enumerate(untold)),
                       std::move(evidence));
    }
    return kept(fmt::format("All use {}.", *stores.begin()), std::move(evidence));
}

Outcome one_active(const Material& material, Role role) {
    if (masters_of(material, role).empty()) return nobody_known(role);
    auto evidence = invariants::role::words_of_all(material.view(), role);
    invariants::role::add_latch(evidence, material.view(), role);
    const auto active = material.druid()->claimants(role, material.now);
    auto outcome =
        active.size() == 1
            ? kept(fmt::format("{} is active.", active.front()->node), std::move(evidence))
            : unknown(fmt::format("{} of them say that they are active.", active.size()),
                      std::move(evidence));
    const auto tier = name_of(role);
    return by_catalog(material,
                      {{tier, "NoLeader"},
                       {tier, "MultipleLeaders"},
                       {tier, "LeaderUnhealthy"},
                       {tier, "LeadersDisagree"},
                       {tier, "LatchMismatch"}},
                      std::move(outcome));
}

Outcome others_redirect(const Material& material, Role role) {
    cluster::EvidenceList evidence;
    std::vector<std::string> untold;
    int others = 0;
    for (const auto* master : masters_of(material, role)) {
        const auto* leads = master->role(role)->leads.current(material.now);
        if (leads && *leads) continue;
        ++others;
        const auto* request = master->role(role)->request.current(material.now);
        if (!request || request->fate != cluster::LeaderRequest::Fate::redirected) {
            untold.push_back(master->node);
        }
        invariants::add_witness(
            evidence, master->node, master->role(role)->request,
            [](const auto& one) { return std::string(words_of(one)) + one.location; });
    }
    if (others == 0) {
        return unknown(fmt::format("There is no other {}.", titled(role)), std::move(evidence));
    }
    auto outcome = untold.empty() ? kept("A request that is the active one's is redirected there.",
                                         std::move(evidence))
                                  : unknown(fmt::format("It can't be told whether {} redirects.",
                                                        invariants::enumerate(untold)),
                                            std::move(evidence));
    return by_catalog(material, {{name_of(role), "RedirectBroken"}}, std::move(outcome));
}

}  // namespace druidwatch::cli::auditing

#include <set>

#include <fmt/format.h>

#include "cluster/connect_string.hpp"
#include "cluster/connect_uri.hpp"
#include "invariants/latch_place.hpp"
#include "invariants/master.hpp"
#include "invariants/witness.hpp"

// ConfigurationDiverges: what all masters must have in common.

namespace druidwatch::invariants::master {
namespace {

using cluster::ClusterView;
using cluster::DruidProperties;
using cluster::EvidenceList;
using cluster::Master;

/// As they are compared; empty where nothing is told.
using Read = std::string (*)(const DruidProperties&);

struct Property {
    std::string_view name;
    Read read;
    bool of_zookeeper = false;
};

constexpr Property common[] = {
    {"druid.zk.service.host",
     [](const DruidProperties& told) { return cluster::hosts_in_order(told.zookeeper); }, true},
    {"druid.zk.paths.base", [](const DruidProperties& told) { return told.base_path; }, true},
    {"druid.discovery.type", [](const DruidProperties& told) { return told.discovery; }},
    {"druid.metadata.storage.type", [](const DruidProperties& told) { return told.storage_type; }},
    {"druid.metadata.storage.connector.connectURI",
     [](const DruidProperties& told) { return cluster::database_of(told.connect_uri); }},
    {"druid.metadata.storage.tables.base",
     [](const DruidProperties& told) { return told.tables_base; }},
};

/// Whoever stands in the one latch that we read uses that ZooKeeper, by whatever name.
bool stands_in_latch(const ClusterView& view, const Master& master, Monotonic now) {
    return std::ranges::any_of(cluster::both_roles, [&](cluster::Role role) {
        const auto place = place_in_latch(view, role, master, now);
        return master.role(role) && (place == LatchPlace::first || place == LatchPlace::waits);
    });
}

/// What a master that answers now says of who leads a role: itself, or whom it names.
std::string leader_by(const ClusterView& view, const Master& master, cluster::Role role,
                      Monotonic now) {
    const auto* word = master.role(role);
    const auto* leads = word ? word->leads.current(now) : nullptr;
    if (!leads) return {};
    if (*leads) return master.node;
    const auto* names = word->leader.evidence(now);
    return names && names->answer && names->asked.mono >= view.druid->last_change(role)
               ? view.druid->named_by(names->answer->url)
               : std::string{};
}

enum class OneZooKeeper { yes, no, unclear };

/// Whom masters call the leader they read in their ZooKeeper. One that is cut off names nobody.
OneZooKeeper by_leaders(const ClusterView& view, Monotonic now) {
    bool all_say = true;
    for (const auto role : cluster::both_roles) {
        std::set<std::string> named;
        for (const auto& master : view.druid->masters) {
            if (!master.role(role)) continue;
            auto name = leader_by(view, master, role, now);
            all_say = all_say && !name.empty();
            if (!name.empty()) named.insert(std::move(name));
        }
        if (named.size() > 1) return OneZooKeeper::no;
    }
    return all_say ? OneZooKeeper::yes : OneZooKeeper::unclear;
}

struct Told {
    const Master* master;
    const cluster::Observation<DruidProperties>* seen;
};

bool differ(const std::vector<Told>& all, const Property& property) {
    std::set<std::string> values;
    for (const auto& one : all) {
        const auto value = property.read(*one.seen->answer);
        if (!value.empty()) values.insert(value);
    }
    return values.size() > 1;
}

}  // namespace

Verdict configuration_diverges(const ClusterView& view, Monotonic now) {
    std::vector<Told> told;
    std::vector<std::string> untold;
    bool one_latch = true;
    for (const auto& master : view.druid->masters) {
        one_latch = one_latch && stands_in_latch(view, master, now);
        const auto* seen = master.properties.evidence(now);
        if (seen && seen->answer) {
            told.push_back({&master, seen});
        } else {
            untold.push_back(master.node);
        }
    }
    const auto one_zookeeper = one_latch ? OneZooKeeper::yes : by_leaders(view, now);
    bool unclear = false;
    std::vector<std::string> names;
    EvidenceList evidence;
    for (const auto& property : common) {
        if (!differ(told, property)) continue;
        if (property.of_zookeeper && one_zookeeper != OneZooKeeper::no) {
            unclear = unclear || one_zookeeper == OneZooKeeper::unclear;
            continue;
        }
        names.emplace_back(property.name);
        for (const auto& [master, seen] : told) {
            evidence.push_back(
                said(master->node, *seen,
                     fmt::format("{}={}", property.name, property.read(*seen->answer))));
        }
    }
    if (!names.empty()) {
        return violated(
            fmt::format("Masters differ in {}: they are not of one cluster.", enumerate(names)),
            evidence);
    }
    if (unclear) {
        return unknown(
            "Masters name their ZooKeeper differently, and not all of them say who "
            "leads there.");
    }
    if (untold.empty()) return holds();
    return unknown(fmt::format("{} does not tell its properties.", enumerate(untold)));
}

}  // namespace druidwatch::invariants::master

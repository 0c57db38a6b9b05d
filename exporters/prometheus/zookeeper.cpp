#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::ServerMode;
using cluster::ServerState;
using cluster::ZooKeeperMember;
using invariants::Ensemble;

/// The judgement on QuorumLost: it weighs new sessions, which `mntr` alone would not.
std::optional<bool> quorum(const ClusterScrape& cluster) {
    for (const auto& [invariant, verdicts] : cluster.judged.judged) {
        if (invariant->id != invariants::InvariantId{"zookeeper", "QuorumLost"}) continue;
        for (const auto& verdict : verdicts) {
            if (verdict.state == invariants::State::unknown) continue;
            return verdict.state == invariants::State::holds;
        }
    }
    return {};
}

template <class Count>
auto of_ensemble(Count count) {
    return per_cluster([count](const ClusterScrape& cluster) -> std::optional<int> {
        return cluster.ensemble ? count(*cluster.ensemble) : std::nullopt;
    });
}

std::optional<int> voters(const Ensemble& ensemble) {
    return static_cast<int>(ensemble.quorum.voters().size());
}

std::optional<int> serving(const Ensemble& ensemble) {
    const auto unclear = [](const Ensemble::Member& member) {
        return member.voter && !member.serves && member.life == invariants::Life::unclear;
    };
    const bool counted = ensemble.proven && ensemble.synced_voters > 0;
    const bool all_seen =
        ensemble.not_configured.empty() && std::ranges::none_of(ensemble.members, unclear);
    if (!counted && !all_seen) return {};
    return static_cast<int>(ensemble.alive().size());
}

std::optional<int> synced(const Ensemble& ensemble) {
    return ensemble.synced_voters > 0 ? std::optional(ensemble.synced_voters) : std::nullopt;
}

std::optional<int> needed(const Ensemble& ensemble) {
    return ensemble.quorum.weighted() ? std::nullopt : std::optional(ensemble.quorum.majority());
}

/// As a word in a label.
std::string label_of(ServerMode mode) {
    std::string word(cluster::name_of(mode));
    std::ranges::replace_if(word, [](char c) { return c == ' ' || c == '-'; }, '_');
    return word;
}

void modes(const ClusterScrape& cluster, Samples& samples) {
    using enum ServerMode;
    if (!cluster.view().zookeeper) return;
    for (const auto& member : cluster.view().zookeeper->members) {
        const auto* state = member.state.current(cluster.now);
        if (!state) continue;
        for (const auto mode : {leader, follower, observer, standalone, read_only, not_serving}) {
            samples.add({cluster.name(), label_of(mode), member.node}, state->mode == mode ? 1 : 0);
        }
    }
}

std::optional<bool> session_granted(const ZooKeeperMember& member, Monotonic now) {
    if (const auto* session = member.new_session.current(now)) return !session->read_only;
    const auto* failure = member.new_session.failure(now);
    if (!failure || standing_of(failure->reason) == Standing::not_allowed) return {};
    return false;
}

std::optional<double> log_lag(const ZooKeeperMember& member, Monotonic now) {
    const auto* log = member.current_log(now);
    return log && log->behind ? std::optional(to_seconds(*log->behind)) : std::nullopt;
}

std::optional<double> latency(const ZooKeeperMember& member, Monotonic now) {
    if (!member.state.current(now) || !member.mean_latency) return {};
    return *member.mean_latency / 1000;
}

/// What the newest state of a member tells.
auto told(std::optional<double> ServerState::* figure) {
    return per_member([figure](const ZooKeeperMember& member, Monotonic now) {
        const auto* state = member.state.current(now);
        return state ? state->*figure : std::nullopt;
    });
}

void versions(const ClusterScrape& cluster, Samples& samples) {
    if (!cluster.view().zookeeper) return;
    for (const auto& member : cluster.view().zookeeper->members) {
        const auto* state = member.state.current(cluster.now);
        if (!state || state->version.empty()) continue;
        samples.add({cluster.name(), member.node, state->version}, 1);
    }
}

/// Druid writes the kinds in capitals.
std::string in_small(std::string text) {
    for (auto& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

void announced(const ClusterScrape& cluster, Samples& samples) {
    const auto& zookeeper = cluster.view().zookeeper;
    const auto* announced = zookeeper ? zookeeper->announcements.current(cluster.now) : nullptr;
    if (!announced || !zookeeper->belongs(announced->read_through, cluster.now)) return;
    std::map<std::string, int> kinds;
    for (const auto& process : announced->processes) ++kinds[in_small(process.role)];
    for (const auto& [kind, count] : kinds) samples.add({cluster.name(), kind}, count);
}

}  // namespace

Subject zookeeper_metrics() {
    constexpr std::string_view silent = "while it does not say";
    return {
        .title = "ZooKeeper",
        .families =
            {
                {.name = "druid_ha_zookeeper_quorum",
                 .unit = "0 or 1",
                 .labels = of_cluster,
                 .help = "Whether the ensemble commits writes, proved by new sessions.",
                 .absent = "while that is not known",
                 .sample = per_cluster(quorum)},
                {.name = "druid_ha_zookeeper_quorum_voters",
                 .unit = "nodes",
                 .labels = of_cluster,
                 .help = "Voters of the ensemble: as its members list them, else as they count "
                         "them, else as configured.",
                 .sample = of_ensemble(voters)},
                {.name = "druid_ha_zookeeper_quorum_serving",
                 .unit = "nodes",
                 .labels = of_cluster,
                 .help = "Voters of the ensemble that serve.",
                 .absent = "while that is not known of one of them",
                 .sample = of_ensemble(serving)},
                {.name = "druid_ha_zookeeper_quorum_synced",
                 .unit = "nodes",
                 .labels = of_cluster,
                 .help = "Voters that are synced by the leader's word, itself included.",
                 .absent = "while no leader says so",
                 .sample = of_ensemble(synced)},
                {.name = "druid_ha_zookeeper_quorum_needed",
                 .unit = "nodes",
                 .labels = of_cluster,
                 .help = "Voters that a quorum takes.",
                 .absent = "where votes weigh differently",
                 .sample = of_ensemble(needed)},
                {.name = "druid_ha_zookeeper_mode",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "mode", "node"},
                 .help = "1 for the mode that a member says it is in (leader, follower, observer, "
                         "standalone, read_only, not_serving), 0 for the others.",
                 .absent = silent,
                 .sample = each_cluster(modes)},
                {.name = "druid_ha_zookeeper_session_granted",
                 .unit = "0 or 1",
                 .labels = of_node,
                 .help = "Whether a member granted the newest session that it was asked for, and "
                         "one that may write.",
                 .absent = "while it was not asked, and where it would answer somebody else",
                 .sample = per_member(session_granted)},
                {.name = "druid_ha_zookeeper_log_lag_seconds",
                 .unit = "seconds",
                 .labels = of_node,
                 .help = "How far a member's log is behind the leader's.",
                 .absent = "while that is not known",
                 .sample = per_member(log_lag)},
                {.name = "druid_ha_zookeeper_latency_seconds",
                 .unit = "seconds",
                 .labels = of_node,
                 .help = "Mean latency of a member's requests between its last two answers.",
                 .absent = "while it does not say, or had none",
                 .sample = per_member(latency)},
                {.name = "druid_ha_zookeeper_outstanding_requests",
                 .unit = "requests",
                 .labels = of_node,
                 .help = "Requests that wait in a member.",
                 .absent = silent,
                 .sample = told(&ServerState::outstanding_requests)},
                {.name = "druid_ha_zookeeper_connections",
                 .unit = "connections",
                 .labels = of_node,
                 .help = "Connections that a member has.",
                 .absent = silent,
                 .sample = told(&ServerState::connections)},
                {.name = "druid_ha_zookeeper_version_info",
                 .unit = "1",
                 .labels = {"druid_cluster", "node", "version"},
                 .help = "The version that a member says it is.",
                 .absent = silent,
                 .sample = each_cluster(versions)},
                {.name = "druid_ha_announced_processes",
                 .unit = "processes",
                 .labels = {"druid_cluster", "process"},
                 .help = "Druid processes that are announced in ZooKeeper, by their kind "
                         "(coordinator, historical and so on).",
                 .absent = "while the announcements can't be read",
                 .sample = each_cluster(announced)},
            },
    };
}

}  // namespace druidwatch::exporters

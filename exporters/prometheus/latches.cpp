#include "base/endpoint.hpp"
#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "invariants/latch_place.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::LeaderRequest;
using cluster::Master;
using cluster::Role;
using cluster::RoleWord;
using invariants::LatchPlace;

std::optional<std::size_t> candidates(const ClusterScrape& cluster, Role role) {
    const auto& zookeeper = cluster.view().zookeeper;
    if (!zookeeper) return {};
    const auto* latch = zookeeper->latch_of(role).track.current(cluster.now);
    if (!latch || !zookeeper->belongs(latch->read_through, cluster.now)) return {};
    return latch->contenders.size();
}

/// Whether a master's place in the latch is one of those.
auto in_latch(std::vector<LatchPlace> places) {
    return each_master([places](const ClusterScrape& cluster, Role role, const Master& master,
                                const RoleWord&, Samples& samples) {
        const auto place = invariants::place_in_latch(cluster.view(), role, master, cluster.now);
        if (place == LatchPlace::unread || place == LatchPlace::elsewhere) return;
        samples.add({cluster.name(), master.node, cluster::name_of(role)},
                    std::ranges::find(places, place) != places.end() ? 1 : 0);
    });
}

void named_leaders(const ClusterScrape& cluster, Role role, const Master& master,
                   const RoleWord& word, Samples& samples) {
    const auto* named = word.leader.current(cluster.now);
    const auto leader = named ? endpoint_of_url(named->url) : std::nullopt;
    if (!leader) return;
    samples.add({cluster.name(), to_string(*leader), master.node, cluster::name_of(role)}, 1);
}

std::string_view name_of(LeaderRequest::Fate fate) {
    switch (fate) {
        case LeaderRequest::Fate::answered:
            return "answered";
        case LeaderRequest::Fate::redirected:
            return "redirected";
        case LeaderRequest::Fate::nowhere:
            return "nowhere";
    }
    std::unreachable();
}

void requests(const ClusterScrape& cluster, Role role, const Master& master, const RoleWord& word,
              Samples& samples) {
    using enum LeaderRequest::Fate;
    const auto* request = word.request.current(cluster.now);
    if (!request) return;
    for (const auto fate : {answered, redirected, nowhere}) {
        samples.add({cluster.name(), name_of(fate), master.node, cluster::name_of(role)},
                    request->fate == fate ? 1 : 0);
    }
}

/// `value(group, progress)`, of every group of duties that the leading Coordinator tells.
template <class Value>
auto each_duty(Value value) {
    return each_process(
        &cluster::DruidView::masters,
        [value](const ClusterScrape& cluster, const Master& master, Samples& samples) {
            if (!master.duties.current(cluster.now)) return;
            for (const auto& progress : master.duty_progress) {
                samples.add({cluster.name(), progress.group.name, master.node}, value(progress));
            }
        });
}

}  // namespace

Subject latch_metrics() {
    return {
        .title = "Witnesses of leadership",
        .families =
            {
                {.name = "druid_ha_latch_candidates",
                 .unit = "nodes",
                 .labels = of_tier,
                 .help = "Children of a role's latch in ZooKeeper, the leader's included.",
                 .absent = "while the latch can't be read",
                 .sample = per_role(candidates)},
                {.name = "druid_ha_latch_candidate",
                 .unit = "0 or 1",
                 .labels = of_node_in_tier,
                 .help = "Whether a master stands in a role's latch.",
                 .absent = "while the latch can't be read",
                 .sample = in_latch({LatchPlace::first, LatchPlace::waits})},
                {.name = "druid_ha_latch_holder",
                 .unit = "0 or 1",
                 .labels = of_node_in_tier,
                 .help = "Whether a master's child is the first in a role's latch.",
                 .absent = "while the latch can't be read",
                 .sample = in_latch({LatchPlace::first})},
                {.name = "druid_ha_leader_named_info",
                 .unit = "1",
                 .labels = {"druid_cluster", "leader", "node", "tier"},
                 .help = "Whom a master names as the leader of a role.",
                 .absent = "while it names nobody, or does not say",
                 .sample = each_master(named_leaders)},
                {.name = "druid_ha_leader_request",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "fate", "node", "tier"},
                 .help = "What a master makes of a request that is the leader's to answer: 1 for "
                         "its fate (answered, redirected, nowhere), 0 for the others.",
                 .absent = "while that is not known",
                 .sample = each_master(requests)},
                {.name = "druid_ha_duties_run_timestamp_seconds",
                 .unit = "seconds",
                 .labels = {"druid_cluster", "group", "node"},
                 .help = "When a group of the leading Coordinator's duties was last seen to have "
                         "ended a run, by the agent's clock.",
                 .absent = "while it does not tell, and before Druid 32",
                 .sample = each_duty([](const cluster::DutyProgress& progress) {
                     return to_seconds(progress.moved.wall);
                 })},
                {.name = "druid_ha_duties_period_seconds",
                 .unit = "seconds",
                 .labels = {"druid_cluster", "group", "node"},
                 .help = "How often a group of the leading Coordinator's duties is due.",
                 .absent = "while it does not tell, and before Druid 32",
                 .sample = each_duty([](const cluster::DutyProgress& progress) {
                     return to_seconds(progress.group.period);
                 })},
            },
    };
}

}  // namespace druidwatch::exporters

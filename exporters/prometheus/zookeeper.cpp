#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

/// The judgement on QuorumLost: it weighs new sessions, which `mntr` alone would not.
std::optional<double> quorum(const watch::ClusterSnapshot& cluster) {
    for (const auto& [invariant, verdicts] : cluster.judged) {
        if (invariant->id != invariants::InvariantId{"zookeeper", "QuorumLost"}) continue;
        for (const auto& verdict : verdicts) {
            if (verdict.state == invariants::State::unknown) continue;
            return verdict.state == invariants::State::holds ? 1 : 0;
        }
    }
    return {};
}

}  // namespace

void describe_zookeeper(const watch::Snapshot& snapshot, Families& families) {
    auto family = gauges("druid_ha_zookeeper_quorum",
                         "Whether the ensemble commits writes, proved by new sessions; absent "
                         "while that is not known.");
    for (const auto& cluster : snapshot.clusters) {
        if (const auto value = quorum(cluster)) {
            add(family, {{"druid_cluster", cluster.view.name}}, *value);
        }
    }
    families.push_back(std::move(family));
}

}  // namespace druidwatch::exporters

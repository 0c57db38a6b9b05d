#include "exporters/prometheus/family.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {

void describe_invariants(const watch::Snapshot& snapshot, Families& families) {
    using invariants::State;
    auto family = gauges("druid_ha_invariant",
                         "The verdict on an invariant of high availability: 1 for the state that "
                         "it is in, 0 for the others.");
    for (const auto& cluster : snapshot.clusters) {
        for (const auto& [invariant, verdicts] : cluster.judged) {
            for (const auto& verdict : verdicts) {
                for (const auto state : {State::holds, State::violated, State::unknown}) {
                    add(family,
                        {{"druid_cluster", cluster.view.name},
                         {"invariant", invariant->id.name},
                         {"node", verdict.node},
                         {"state", invariants::name_of(state)},
                         {"tier", invariant->id.tier}},
                        verdict.state == state ? 1 : 0);
                }
            }
        }
    }
    families.push_back(std::move(family));
}

}  // namespace druidwatch::exporters

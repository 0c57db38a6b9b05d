#include "exporters/prometheus/scrape.hpp"

namespace druidwatch::exporters {

Scrape scrape_of(const watch::Snapshot& snapshot) {
    Scrape scrape{.snapshot = snapshot, .clusters = {}};
    const auto now = snapshot.taken.mono;
    for (const auto& cluster : snapshot.clusters) {
        ClusterScrape one{
            .judged = cluster, .tiers = node_rows(cluster.view, now), .ensemble = {}, .now = now};
        if (const auto& zookeeper = cluster.view.zookeeper) {
            one.ensemble = invariants::assess(*zookeeper, now);
        }
        scrape.clusters.push_back(std::move(one));
    }
    return scrape;
}

}  // namespace druidwatch::exporters

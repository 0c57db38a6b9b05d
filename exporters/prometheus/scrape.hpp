#pragma once

#include <optional>
#include <vector>

#include "exporters/prometheus/process.hpp"
#include "exporters/web/node_rows.hpp"
#include "invariants/ensemble.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// A cluster of a snapshot, and what several families read out of it.
struct ClusterScrape {
    const watch::ClusterSnapshot& judged;
    std::vector<TierRows> tiers;
    std::optional<invariants::Ensemble> ensemble;
    Monotonic now;

    const cluster::ClusterView& view() const { return judged.view; }
    const std::string& name() const { return judged.view.name; }
};

/// How a single probe ended.
struct ProbeOutcome {
    bool success = false;
    milliseconds took{};
};

/// What one answer to a scrape tells of, all as of one moment.
struct Scrape {
    const watch::Snapshot& snapshot;
    std::vector<ClusterScrape> clusters;
    ProcessUsage usage{};
    std::optional<ProbeOutcome> probed{};
};

/// Refers to `snapshot`.
Scrape scrape_of(const watch::Snapshot& snapshot);

}  // namespace druidwatch::exporters

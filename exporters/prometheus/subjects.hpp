#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "exporters/prometheus/family.hpp"

namespace druidwatch::exporters {

/// Of what a metric speaks, and so when it may be said.
enum class About {
    watched,  ///< only while the snapshot is young
    agent,    ///< whatever the snapshot's age
    process,  ///< also before the first
    probe,    ///< in an answer of /probe, not of /metrics
};

/// The families of one subject, as a chapter of METRICS.md.
struct Subject {
    std::string_view title;
    About about = About::watched;
    std::vector<Family> families;
    std::string_view introduction{};
};

/// Every metric there is, once.
std::span<const Subject> subjects();

Subject availability_metrics();
Subject node_metrics();
Subject leader_metrics();
Subject latch_metrics();
Subject zookeeper_metrics();
Subject replication_metrics();
Subject metadata_metrics();
Subject druid_metrics();
Subject watched_probe_metrics();
Subject probe_metrics();
Subject agent_metrics();
Subject notification_metrics();
Subject history_metrics();
Subject process_metrics();
Subject single_probe_metrics();

}  // namespace druidwatch::exporters

#include "exporters/prometheus/metrics.hpp"

#include <algorithm>
#include <sstream>

#include <prometheus/text_serializer.h>

#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {

Families metric_families(const watch::Snapshot& snapshot) {
    Families families;
    describe_nodes(snapshot, families);
    describe_headroom(snapshot, families);
    describe_leaders(snapshot, families);
    describe_zookeeper(snapshot, families);
    describe_replication(snapshot, families);
    describe_invariants(snapshot, families);
    describe_probes(snapshot, families);
    describe_agent(snapshot, families);
    return families;
}

Families agent_families(const watch::Snapshot& snapshot) {
    Families families;
    describe_agent(snapshot, families);
    return families;
}

std::string exposition(Families families) {
    // A family without series would leave a HELP that speaks of nothing.
    std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
    std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
    for (auto& family : families) {
        std::ranges::sort(family.metric, {}, &prometheus::ClientMetric::label);
    }
    std::ostringstream text;
    prometheus::TextSerializer{}.Serialize(text, families);
    return std::move(text).str();
}

}  // namespace druidwatch::exporters

#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {

std::span<const Subject> subjects() {
    static const std::vector<Subject> all{
        availability_metrics(),  node_metrics(),        leader_metrics(),       latch_metrics(),
        zookeeper_metrics(),     replication_metrics(), metadata_metrics(),     druid_metrics(),
        watched_probe_metrics(), probe_metrics(),       notification_metrics(), history_metrics(),
        agent_metrics(),         process_metrics(),     single_probe_metrics()};
    return all;
}

}  // namespace druidwatch::exporters

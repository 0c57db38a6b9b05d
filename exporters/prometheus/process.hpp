#pragma once

#include <optional>

#include "exporters/prometheus/metrics.hpp"

namespace druidwatch::exporters {

/// What the kernel says of this process; nothing where it does not say.
struct ProcessUsage {
    std::optional<double> cpu_seconds;
    std::optional<double> resident_bytes;
    std::optional<double> virtual_bytes;
    std::optional<double> open_descriptors;
    std::optional<double> max_descriptors;
    std::optional<double> started;  ///< seconds since the epoch
};

/// Reads /proc/self.
ProcessUsage read_process_usage();

/// The `process_*` families that every Prometheus client library has.
Families process_families(const ProcessUsage& usage);

}  // namespace druidwatch::exporters

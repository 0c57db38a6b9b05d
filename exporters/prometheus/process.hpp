#pragma once

#include <optional>

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

}  // namespace druidwatch::exporters

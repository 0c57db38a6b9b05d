#include "exporters/prometheus/process.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "exporters/prometheus/family.hpp"

namespace druidwatch::exporters {
namespace {

/// The fields of /proc/self/stat from the third on; the second is a name that may hold spaces.
std::vector<double> stat_fields() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream rest(line.substr(name_end + 1));
    std::string state;
    rest >> state;
    std::vector<double> fields{0};
    for (double value = 0; rest >> value;) fields.push_back(value);
    return fields;
}

std::optional<double> boot_time() {
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    }
    return {};
}

std::optional<double> count_descriptors() {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end;
         at.increment(error)) {
        ++count;
    }
    if (error) return {};
    return count - 1;  // without the one that lists them
}

}  // namespace

ProcessUsage read_process_usage() {
    ProcessUsage usage;
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    // proc(5) numbers from 1, and these start at its third: utime is 14, stime 15, start 22.
    if (const auto fields = stat_fields(); fields.size() > 21) {
        usage.cpu_seconds = (fields[11] + fields[12]) / ticks;
        usage.virtual_bytes = fields[20];
        usage.resident_bytes = fields[21] * static_cast<double>(sysconf(_SC_PAGESIZE));
        if (const auto booted = boot_time()) usage.started = *booted + fields[19] / ticks;
    }
    usage.open_descriptors = count_descriptors();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        usage.max_descriptors = static_cast<double>(limit.rlim_cur);
    }
    return usage;
}

Families process_families(const ProcessUsage& usage) {
    Families families;
    const auto say = [&families](prometheus::MetricFamily family, std::optional<double> value) {
        if (value) add(family, {}, *value);
        families.push_back(std::move(family));
    };
    say(counters("process_cpu_seconds_total", "User and system CPU time spent, in seconds."),
        usage.cpu_seconds);
    say(gauges("process_resident_memory_bytes", "Resident memory, in bytes."),
        usage.resident_bytes);
    say(gauges("process_virtual_memory_bytes", "Virtual memory, in bytes."), usage.virtual_bytes);
    say(gauges("process_open_fds", "Open file descriptors."), usage.open_descriptors);
    say(gauges("process_max_fds", "How many file descriptors may be open."), usage.max_descriptors);
    say(gauges("process_start_time_seconds", "When the process started, since the epoch."),
        usage.started);
    return families;
}

}  // namespace druidwatch::exporters

#include "exporters/prometheus/process.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "exporters/prometheus/scrape.hpp"
#include "exporters/prometheus/subjects.hpp"

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

Subject process_metrics() {
    const auto told = [](std::optional<double> ProcessUsage::* figure) {
        return [figure](const Scrape& scrape, Samples& samples) {
            samples.add({}, scrape.usage.*figure);
        };
    };
    constexpr std::string_view unsaid = "where the kernel does not say";
    return {
        .title = "The process",
        .about = About::process,
        .families =
            {
                {.name = "process_cpu_seconds_total",
                 .kind = Kind::counter,
                 .unit = "seconds",
                 .help = "User and system CPU time spent.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::cpu_seconds)},
                {.name = "process_resident_memory_bytes",
                 .unit = "bytes",
                 .help = "Resident memory.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::resident_bytes)},
                {.name = "process_virtual_memory_bytes",
                 .unit = "bytes",
                 .help = "Virtual memory.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::virtual_bytes)},
                {.name = "process_open_fds",
                 .unit = "descriptors",
                 .help = "Open file descriptors.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::open_descriptors)},
                {.name = "process_max_fds",
                 .unit = "descriptors",
                 .help = "How many file descriptors may be open.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::max_descriptors)},
                {.name = "process_start_time_seconds",
                 .unit = "seconds",
                 .help = "When the process started, since the epoch.",
                 .absent = unsaid,
                 .sample = told(&ProcessUsage::started)},
            },
        .introduction = "As every Prometheus client library has them.",
    };
}

}  // namespace druidwatch::exporters

#include "fuzz/target.hpp"
#include "probes/druid/duties.hpp"
#include "probes/iso_duration.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    for (const int status : http_statuses) {
        const auto duties =
            parsed([&] { return probes::druid::parse_duties(status, bytes); }, http_failures);
        if (!duties) continue;
        for (const auto& group : *duties) {
            require(group.period > 0ms && group.period <= probes::longest_duration);
            require_one_line(group.name);
            require_one_line(group.last_run_end);
        }
    }
    const auto duration = probes::parse_iso_duration(bytes);
    require(!duration || (*duration >= 0ms && *duration <= probes::longest_duration));
}

}  // namespace druidwatch::fuzz

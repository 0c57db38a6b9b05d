#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {

Subject single_probe_metrics() {
    return {
        .title = "One probe",
        .about = About::probe,
        .families =
            {
                {.name = "probe_success",
                 .unit = "0 or 1",
                 .help = "Whether the target answered what it was asked, as its module means it."},
                {.name = "probe_duration_seconds",
                 .unit = "seconds",
                 .help = "How long the probe took."},
            },
        .introduction =
            "In the answer of `/probe?target=HOST:PORT&module=MODULE`, beside what "
            "the target's tier tells of it above.",
    };
}

}  // namespace druidwatch::exporters

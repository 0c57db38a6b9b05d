#include "exporters/prometheus/scrape.hpp"
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
                 .help = "Whether the target answered what it was asked, as its module means it.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         if (scrape.probed) samples.add({}, scrape.probed->success ? 1 : 0);
                     }},
                {.name = "probe_duration_seconds",
                 .unit = "seconds",
                 .help = "How long the probe took.",
                 .sample =
                     [](const Scrape& scrape, Samples& samples) {
                         if (scrape.probed) samples.add({}, to_seconds(scrape.probed->took));
                     }},
            },
        .introduction =
            "In the answer of `/probe?target=HOST:PORT&module=MODULE`, beside what "
            "the target's tier tells of it above.",
    };
}

}  // namespace druidwatch::exporters

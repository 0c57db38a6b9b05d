#include "exporters/prometheus/scrape.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

void durations(const Scrape& scrape, Samples& samples) {
    for (const auto& [key, histogram] : scrape.snapshot.counters.probe_duration) {
        // The first half is cluster/tier; a tier has no slash, a cluster's name may.
        const std::string_view where = key.first;
        const auto slash = where.rfind('/');
        const auto cluster = slash == where.npos ? std::string_view{} : where.substr(0, slash);
        const auto tier = slash == where.npos ? where : where.substr(slash + 1);
        samples.add({cluster, key.second, tier}, histogram);
    }
}

/// Every reason from the start at 0.
void failures(const Scrape& scrape, Samples& samples) {
    const auto& counted = scrape.snapshot.counters.failures;
    for (const auto reason : all_reasons) {
        const auto seen = counted.find(std::string(name_of(reason)));
        samples.add({name_of(reason)},
                    seen == counted.end() ? 0 : static_cast<double>(seen->second));
    }
}

auto count_of(std::uint64_t watch::Counters::* counter) {
    return [counter](const Scrape& scrape, Samples& samples) {
        samples.add({}, static_cast<double>(scrape.snapshot.counters.*counter));
    };
}

}  // namespace

Subject watched_probe_metrics() {
    return {.title = "Answers",
            .families = {
                {.name = "druid_ha_probe_duration_seconds",
                 .kind = Kind::histogram,
                 .unit = "seconds",
                 .labels = {"druid_cluster", "question", "tier"},
                 .help = "How long the answer to a question took, from asking it.",
                 .absent = "before the first answer",
                 .sample = durations},
            }};
}

Subject probe_metrics() {
    return {
        .title = "Questions",
        .about = About::agent,
        .families =
            {
                {.name = "druidwatch_probes_total",
                 .kind = Kind::counter,
                 .unit = "questions",
                 .help = "Questions asked.",
                 .sample = count_of(&watch::Counters::probes)},
                {.name = "druidwatch_probe_failures_total",
                 .kind = Kind::counter,
                 .unit = "questions",
                 .labels = {"reason"},
                 .help = "Questions that brought no answer, by the reason.",
                 .sample = failures},
                {.name = "druidwatch_missed_rounds_total",
                 .kind = Kind::counter,
                 .unit = "rounds",
                 .help = "Rounds that could not start in time, and those that ended in a silence "
                         "while the "
                         "agent itself could not listen.",
                 .sample = count_of(&watch::Counters::missed_rounds)},
                {.name = "druidwatch_evaluations_total",
                 .kind = Kind::counter,
                 .unit = "evaluations",
                 .help = "Times that the invariants of a cluster were judged.",
                 .sample = count_of(&watch::Counters::evaluations)},
            },
    };
}

}  // namespace druidwatch::exporters

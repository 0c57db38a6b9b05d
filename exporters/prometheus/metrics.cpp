#include "exporters/prometheus/metrics.hpp"

#include <algorithm>
#include <sstream>

#include <prometheus/text_serializer.h>

#include "exporters/prometheus/scrape.hpp"
#include "exporters/prometheus/subjects.hpp"

namespace druidwatch::exporters {
namespace {

void sample(const Scrape& scrape, const Family& declared, Families& families) {
    Samples samples(declared);
    declared.sample(scrape, samples);
    families.push_back(std::move(samples).family());
}

void sample(const Scrape& scrape, About about, Families& families) {
    for (const auto& subject : subjects()) {
        if (subject.about != about) continue;
        for (const auto& declared : subject.families) sample(scrape, declared, families);
    }
}

/// Of one node by its own words. A verdict takes others, who were not asked.
bool is_of_a_node(const Family& declared) {
    return declared.name != "druid_ha_invariant" &&
           std::ranges::find(declared.labels, "node") != declared.labels.end();
}

}  // namespace

Families metric_families(const watch::Snapshot& snapshot) {
    Families families;
    const auto scrape = scrape_of(snapshot);
    sample(scrape, About::watched, families);
    sample(scrape, About::agent, families);
    return families;
}

Families agent_families(const watch::Snapshot& snapshot) {
    Families families;
    sample({.snapshot = snapshot, .clusters = {}}, About::agent, families);
    return families;
}

Families process_families(const ProcessUsage& usage) {
    Families families;
    const watch::Snapshot none;
    sample({.snapshot = none, .clusters = {}, .usage = usage}, About::process, families);
    return families;
}

Families probe_families(const watch::Snapshot& snapshot, const ProbeOutcome& outcome) {
    Families families;
    auto scrape = scrape_of(snapshot);
    scrape.probed = outcome;
    sample(scrape, About::probe, families);
    for (const auto& subject : subjects()) {
        if (subject.about != About::watched) continue;
        for (const auto& declared : subject.families) {
            if (is_of_a_node(declared)) sample(scrape, declared, families);
        }
    }
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

#include "exporters/prometheus/family.hpp"

namespace druidwatch::exporters {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family_of(MetricType type, std::string_view name, std::string_view help) {
    return {.name = std::string(name), .help = std::string(help), .type = type};
}

ClientMetric series(Labels labels) {
    ClientMetric metric;
    for (const auto& [name, value] : labels) {
        if (!value.empty()) metric.label.push_back({std::string(name), std::string(value)});
    }
    return metric;
}

}  // namespace

MetricFamily gauges(std::string_view name, std::string_view help) {
    return family_of(MetricType::Gauge, name, help);
}

MetricFamily counters(std::string_view name, std::string_view help) {
    return family_of(MetricType::Counter, name, help);
}

MetricFamily histograms(std::string_view name, std::string_view help) {
    return family_of(MetricType::Histogram, name, help);
}

void add(MetricFamily& family, Labels labels, double value) {
    auto metric = series(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
}

void add(MetricFamily& family, Labels labels, const watch::Histogram& histogram) {
    auto metric = series(labels);
    metric.histogram.sample_count = histogram.total;
    metric.histogram.sample_sum = histogram.sum;
    for (std::size_t i = 0; i < histogram.bounds.size(); ++i) {
        // A histogram that never observed anything has bounds and no counts yet.
        const auto count = i < histogram.counts.size() ? histogram.counts[i] : 0;
        metric.histogram.bucket.push_back(
            {.cumulative_count = count, .upper_bound = histogram.bounds[i]});
    }
    family.metric.push_back(std::move(metric));
}

}  // namespace druidwatch::exporters

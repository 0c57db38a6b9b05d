#include "exporters/prometheus/family.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace druidwatch::exporters {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricType;

MetricType type_of(Kind kind) {
    switch (kind) {
        case Kind::gauge:
            return MetricType::Gauge;
        case Kind::counter:
            return MetricType::Counter;
        case Kind::histogram:
            return MetricType::Histogram;
    }
    std::unreachable();
}

std::string help_of(const Family& declared) {
    if (declared.absent.empty()) return std::string(declared.help);
    return fmt::format("{} Absent {}.", declared.help, declared.absent);
}

}  // namespace

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::gauge:
            return "gauge";
        case Kind::counter:
            return "counter";
        case Kind::histogram:
            return "histogram";
    }
    std::unreachable();
}

Samples::Samples(const Family& declared)
    : declared_(declared),
      family_{.name = std::string(declared.name),
              .help = help_of(declared),
              .type = type_of(declared.kind)} {}

ClientMetric Samples::series(LabelValues values) const {
    if (values.size() != declared_.labels.size()) {
        throw std::logic_error(fmt::format("{} has other labels than declared", declared_.name));
    }
    ClientMetric metric;
    auto name = declared_.labels.begin();
    for (const auto value : values) {
        if (!value.empty()) metric.label.push_back({std::string(*name), std::string(value)});
        ++name;
    }
    return metric;
}

void Samples::add(LabelValues values, double value) {
    auto metric = series(values);
    (declared_.kind == Kind::counter ? metric.counter.value : metric.gauge.value) = value;
    family_.metric.push_back(std::move(metric));
}

void Samples::add(LabelValues values, const watch::Histogram& histogram) {
    auto metric = series(values);
    metric.histogram.sample_count = histogram.total;
    metric.histogram.sample_sum = histogram.sum;
    for (std::size_t i = 0; i < histogram.bounds.size(); ++i) {
        // A histogram that never observed anything has bounds and no counts yet.
        const auto count = i < histogram.counts.size() ? histogram.counts[i] : 0;
        metric.histogram.bucket.push_back(
            {.cumulative_count = count, .upper_bound = histogram.bounds[i]});
    }
    family_.metric.push_back(std::move(metric));
}

}  // namespace druidwatch::exporters

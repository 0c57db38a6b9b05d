#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <prometheus/metric_family.h>

#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// Name and value; a label whose value is empty is left out, as Prometheus would.
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// HELP must be one line without backslashes: the serialiser escapes neither.
prometheus::MetricFamily gauges(std::string_view name, std::string_view help);
prometheus::MetricFamily counters(std::string_view name, std::string_view help);
prometheus::MetricFamily histograms(std::string_view name, std::string_view help);

/// Appends one series of the family's own type.
void add(prometheus::MetricFamily& family, Labels labels, double value);
void add(prometheus::MetricFamily& family, Labels labels, const watch::Histogram& histogram);

}  // namespace druidwatch::exporters

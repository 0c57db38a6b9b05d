#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

struct Scrape;
class Samples;

enum class Kind { gauge, counter, histogram };

std::string_view name_of(Kind kind);

using LabelNames = std::vector<std::string_view>;

/// Everything there is to say about one metric, once: METRICS.md is written from it, too. Texts are
/// one line without backslashes, which the serialiser does not escape.
struct Family {
    std::string_view name;
    Kind kind = Kind::gauge;
    std::string_view unit;
    LabelNames labels{};  ///< in alphabetical order
    std::string_view help;
    std::string_view absent{};  ///< "while that is not known"; empty: never
    std::function<void(const Scrape& scrape, Samples& samples)> sample{};
};

/// Takes the series of one family.
class Samples {
  public:
    explicit Samples(const Family& declared);

    using LabelValues = std::initializer_list<std::string_view>;

    /// `values` in the order of the declared labels; one that is empty is left out, as Prometheus
    /// would.
    void add(LabelValues values, double value);
    void add(LabelValues values, const watch::Histogram& histogram);

    /// Nothing for what is not known.
    template <class Number>
    void add(LabelValues values, const std::optional<Number>& value) {
        if (value) add(values, static_cast<double>(*value));
    }

    prometheus::MetricFamily family() && { return std::move(family_); }

  private:
    prometheus::ClientMetric series(LabelValues values) const;

    const Family& declared_;
    prometheus::MetricFamily family_;
};

inline double to_seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

/// Since the epoch.
inline double to_seconds(WallTime at) { return to_seconds(at.time_since_epoch()); }

}  // namespace druidwatch::exporters

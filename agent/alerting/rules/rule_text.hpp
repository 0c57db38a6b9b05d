#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

// Prometheus's rule file, as text that people read: what every group of rules is written with.

namespace druidwatch::alerting {

/// A scalar of YAML in single quotes. Must not hold line breaks.
std::string yaml_quoted(std::string_view text);

/// A string of PromQL in double quotes.
std::string promql_quoted(std::string_view text);

struct AlertingRule {
    std::string alert;  ///< without DruidHa
    std::string expr;   ///< one or more lines
    milliseconds hold{0};
    milliseconds keep_firing{0};
    std::string_view severity;
    std::string_view tier;
    std::string_view summary;
    std::string description;  ///< a template of Prometheus
    std::string runbook;      ///< "zookeeper/QuorumLost"
};

struct RecordingRule {
    std::string record;
    std::string expr;
};

std::string group_head(std::string_view name, milliseconds interval = milliseconds{0});
std::string text_of(const AlertingRule& rule);
std::string text_of(const RecordingRule& rule);

}  // namespace druidwatch::alerting

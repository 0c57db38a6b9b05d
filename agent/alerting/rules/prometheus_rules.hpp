#pragma once

#include <string>

#include "config/config.hpp"

namespace druidwatch::alerting {

/// A rule file of Prometheus 2.42 and later: for every row of the catalog the alert that the agent
/// pushes, with the same labels; what only Prometheus can tell of the agents themselves; and the
/// availability of every tier. Overrides of the configuration are applied.
std::string prometheus_rules(const config::Config& config);

}  // namespace druidwatch::alerting

#pragma once

#include <string>

#include "config/config.hpp"

namespace druidwatch::alerting {

/// A configuration of Alertmanager 0.25 and later: routes by severity, and an inhibition for every
/// cause that the catalog names. Its receivers are placeholders.
std::string alertmanager_config(const config::Config& config);

}  // namespace druidwatch::alerting

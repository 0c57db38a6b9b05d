#pragma once

#include <string>
#include <string_view>

#include "alerting/alert.hpp"

namespace druidwatch::exporters {

/// A URL as it may be shown: user and password never reach a page or a metric.
std::string without_credentials(std::string_view url);

/// Opens Alertmanager's form for a silence that matches this alert and no other.
std::string silence_url(std::string_view alertmanager, const alerting::Alert& alert);

/// `base` and the place of its runbook; empty where there is no base.
std::string runbook_url(std::string_view base, const alerting::Alert& alert);

}  // namespace druidwatch::exporters

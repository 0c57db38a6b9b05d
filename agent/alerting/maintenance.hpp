#pragma once

#include <map>
#include <string>
#include <vector>

#include "alerting/alert.hpp"
#include "config/config.hpp"

namespace druidwatch::alerting {

/// Whether every wanted label is there with that value; of no label, always.
bool carries(const std::map<std::string, std::string>& labels,
             const std::map<std::string, std::string>& wanted);

/// The windows that are open at `now`: from their `from` on, until before their `to`.
std::vector<config::Maintenance> open_windows(const std::vector<config::Maintenance>& windows,
                                              WallTime now);

/// Whether one of the open windows keeps this alert from being sent. A sign of life, whose severity
/// is none, is always sent: its absence would wake a person.
bool in_maintenance(const std::vector<config::Maintenance>& open, const Alert& alert);

}  // namespace druidwatch::alerting

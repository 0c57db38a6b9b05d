#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.hpp"
#include "cli/told/agent_view.hpp"

/// The parts of a status screen, each of whole lines.
namespace druidwatch::cli {

enum class Colour { none, bold, dim, green, yellow, red };

/// `text` in `colour`, where there may be any.
std::string painted(std::string_view text, Colour colour, const Look& look);

/// "critical" is red, "warning" yellow.
Colour colour_of_severity(std::string_view severity);

/// The tiers of a cluster and their nodes as a table.
std::string tier_table(const ToldCluster& cluster, WallTime now, const Look& look);

/// What is wrong in a cluster, causes before their consequences; empty where nothing is.
std::string alert_list(const AgentView& view, std::string_view cluster, const Look& look);

/// What could not be checked, the same words once; empty where nothing is.
std::string unknown_list(const ToldCluster& cluster, const Look& look);

}  // namespace druidwatch::cli

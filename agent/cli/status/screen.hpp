#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "cli/told/agent_view.hpp"

namespace druidwatch::cli {

/// The view as a person reads it in a terminal: of each cluster the verdict, the tiers with their
/// nodes, what is wrong with its evidence, and what could not be checked.
std::string status_screen(const AgentView& view, const Look& look);

/// As many lines of `text` as the terminal has, the last one telling how many more there are.
std::string fitted(const std::string& text, const Look& look);

}  // namespace druidwatch::cli

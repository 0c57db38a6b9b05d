#pragma once

#include <string>

#include "cli/told/agent_view.hpp"

namespace druidwatch::cli {

/// The view as one line of JSON: {"status": 0 to 3, "agent", "taken", "clusters", "alerts"}.
std::string status_json(const AgentView& view);

}  // namespace druidwatch::cli

#pragma once

#include <optional>
#include <string>

#include "cli/flags.hpp"

namespace druidwatch::cli {

/// Of one command with its flags; without one, of all.
std::string help_text(std::optional<Command> command = {});

}  // namespace druidwatch::cli

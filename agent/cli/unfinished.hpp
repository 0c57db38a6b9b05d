#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace druidwatch::cli {

/// What is asked for and not there yet. Whoever asks must not believe that it works.
struct Unfinished {
    std::vector<std::string> refused{};  ///< it would be unsafe or useless to go on without
    std::vector<std::string> ignored{};  ///< the rest works without it
};

Unfinished unfinished(const config::Config& config);

}  // namespace druidwatch::cli

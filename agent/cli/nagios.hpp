#pragma once

#include <string>

#include "watch/snapshot.hpp"

namespace druidwatch::cli {

struct NagiosResult {
    int status = 3;    ///< 0 ok, 1 warning, 2 critical, 3 could not be checked
    std::string text;  ///< one line with perfdata, and a line for each thing that is wrong
};

/// What one round of questions says. Holds do not apply: what is violated now is told now.
NagiosResult nagios_result(const watch::Snapshot& snapshot);

}  // namespace druidwatch::cli

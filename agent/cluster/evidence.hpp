#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::cluster {

/// Who said what, and when: one witness of a verdict.
struct Evidence {
    std::string who;
    std::string said;
    WallTime at;

    bool operator==(const Evidence&) const = default;
};

using EvidenceList = std::vector<Evidence>;

}  // namespace druidwatch::cluster

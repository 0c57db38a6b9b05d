#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::exporters {

/// What a person can do so that a question is answered which `tier` does not answer to us; empty
/// where the reason is none that a person could change.
std::string_view remedy(std::string_view tier, Reason reason);

}  // namespace druidwatch::exporters

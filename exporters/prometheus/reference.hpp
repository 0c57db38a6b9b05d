#pragma once

#include <string>

namespace druidwatch::exporters {

/// METRICS.md, whole: every family, as it is declared.
std::string metrics_reference();

}  // namespace druidwatch::exporters

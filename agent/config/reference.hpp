#pragma once

#include <string>

namespace druidwatch::config {

/// docs/configuration.md, whole: every key of the file, as the code that reads it declares it.
std::string configuration_reference();

}  // namespace druidwatch::config

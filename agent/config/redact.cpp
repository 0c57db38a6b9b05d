#include "config/redact.hpp"

#include "config/document.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {

// Each codec writes what it reads and leaves a secret out, so there is nothing to remove here.
std::string redacted(const Config& config) { return to_yaml(config_file().write(config)); }

}  // namespace druidwatch::config

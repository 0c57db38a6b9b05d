#pragma once

#include <string>
#include <string_view>

namespace druidwatch::cli {

/// "0.1.0", as CMakeLists.txt has it.
std::string_view version();

/// What `druidwatch version` prints: the version, and what it was built with.
std::string version_text();

}  // namespace druidwatch::cli

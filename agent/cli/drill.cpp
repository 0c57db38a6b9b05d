#include "cli/drill.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace druidwatch::cli {

int drill(const Options&) {
    fmt::print(stderr, "druidwatch: drill is not available yet\n");
    return 3;
}

}  // namespace druidwatch::cli

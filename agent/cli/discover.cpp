#include "cli/discover.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace druidwatch::cli {

int discover(const Options&) {
    fmt::print(stderr, "druidwatch: discover is not available yet\n");
    return 3;
}

}  // namespace druidwatch::cli

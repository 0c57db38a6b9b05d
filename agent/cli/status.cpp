#include "cli/status.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace druidwatch::cli {

int status(const Options&) {
    fmt::print(stderr, "druidwatch: status is not available yet\n");
    return 3;
}

}  // namespace druidwatch::cli

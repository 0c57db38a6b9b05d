#include "cli/audit.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace druidwatch::cli {

int audit(const Options&) {
    fmt::print(stderr, "druidwatch: audit is not available yet\n");
    return 3;
}

}  // namespace druidwatch::cli

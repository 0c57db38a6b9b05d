#include "cli/check.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/look_once.hpp"
#include "cli/nagios.hpp"

namespace druidwatch::cli {

int check(const Options& options) {
    const auto startup = prepare(options);
    if (!startup) {
        fmt::print("DRUID UNKNOWN - {}\n", startup.error().front());
        return 3;
    }
    const auto result = nagios_result(*look_once(*startup, options));
    fmt::print("{}", result.text);
    return result.status;
}

}  // namespace druidwatch::cli

#include "cli/main.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/audit.hpp"
#include "cli/check.hpp"
#include "cli/config_check.hpp"
#include "cli/discover.hpp"
#include "cli/drill.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/rules.hpp"
#include "cli/run.hpp"
#include "cli/status.hpp"
#include "cli/version.hpp"
#include "net/mariadb.hpp"
#include "net/postgres.hpp"

namespace druidwatch::cli {
namespace {

int tell(const ConfigCheck& checked) {
    fmt::print(checked.ok ? stdout : stderr, "{}", checked.text);
    return checked.ok ? 0 : 1;
}

int complain(const UsageError& error) {
    fmt::print(stderr, "druidwatch: {}\n", error.message);
    return named(error.command).usage_error;
}

}  // namespace

int main(int argc, char** argv) {
    net::forget_postgres_environment();
    net::forget_mariadb_environment();
    const auto options = parse_options({argv + 1, argv + argc});
    if (!options) return complain(options.error());
    switch (options->command) {
        case Command::run:
            return run(*options);
        case Command::check:
            return check(*options);
        case Command::status:
            return status(*options);
        case Command::audit:
            return audit(*options);
        case Command::discover:
            return discover(*options);
        case Command::drill:
            return drill(*options);
        case Command::rules:
            return rules(*options);
        case Command::config_check:
            return tell(check_config(options->config_file, options->web_config_file));
        case Command::version:
            fmt::print("{}", version_text());
            return 0;
        case Command::help:
            fmt::print("{}", help_text(options->help_of));
            return 0;
    }
    std::unreachable();
}

}  // namespace druidwatch::cli

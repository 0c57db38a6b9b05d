#include "cli/rules.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "alerting/rules/alertmanager_config.hpp"
#include "alerting/rules/prometheus_rules.hpp"
#include "cli/config_check.hpp"
#include "config/load.hpp"

namespace druidwatch::cli {

int rules(const Options& options) {
    auto config = config::default_config();
    if (!options.config_file.empty()) {
        auto loaded = load_checked(options.config_file);
        if (!loaded) {
            for (const auto& error : loaded.error()) fmt::print(stderr, "{}\n", to_string(error));
            return 1;
        }
        config = *std::move(loaded);
    }
    fmt::print("{}", options.rules_format == RulesFormat::prometheus
                         ? alerting::prometheus_rules(config)
                         : alerting::alertmanager_config(config));
    return 0;
}

}  // namespace druidwatch::cli

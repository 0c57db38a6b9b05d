#include "cli/startup.hpp"

#include <unistd.h>

#include "base/endpoint.hpp"
#include "cli/config_check.hpp"
#include "cli/unfinished.hpp"
#include "config/load.hpp"

namespace druidwatch::cli {
namespace {

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "localhost";
}

}  // namespace

std::expected<Startup, std::vector<std::string>> prepare(const Options& options) {
    Startup startup{.config = config::default_config()};
    if (!options.config_file.empty()) {
        auto loaded = load_checked(options.config_file);
        if (!loaded) {
            std::vector<std::string> lines;
            for (const auto& error : loaded.error()) lines.push_back(to_string(error));
            return std::unexpected(std::move(lines));
        }
        startup.config = *std::move(loaded);
    }
    auto asked_for = unfinished(startup.config, options.web_config_file);
    if (!asked_for.refused.empty()) return std::unexpected(std::move(asked_for.refused));
    auto secrets = watch::read_secrets(startup.config);
    if (!secrets) return std::unexpected(std::move(secrets.error()));
    startup.warnings = std::move(asked_for.ignored);
    std::ranges::copy(secrets->warnings, std::back_inserter(startup.warnings));
    startup.secrets = *std::move(secrets);
    return startup;
}

std::string agent_name(const Options& options) {
    if (const auto external = endpoint_of_url(options.external_url)) return to_string(*external);
    return to_string(Endpoint{host_name(), options.listen.front().port});
}

}  // namespace druidwatch::cli

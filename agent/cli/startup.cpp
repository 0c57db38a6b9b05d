#include "cli/startup.hpp"

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

#include "base/endpoint.hpp"
#include "cli/config_check.hpp"
#include "config/load.hpp"
#include "exporters/web/access/access.hpp"

namespace druidwatch::cli {
namespace {

constexpr rlim_t most_descriptors = 65'536;

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
    const auto web = exporters::load_access(options.web_config_file).access;
    if (!web) return std::unexpected(web.error());
    startup.https = (*web)->config.tls.has_value();
    auto secrets = watch::read_secrets(startup.config);
    if (!secrets) return std::unexpected(std::move(secrets.error()));
    if ((*web)->config.http.http2) {
        startup.warnings.push_back(options.web_config_file + ": http2: it is not offered");
    }
    std::ranges::copy(secrets->warnings, std::back_inserter(startup.warnings));
    startup.secrets = *std::move(secrets);
    return startup;
}

std::size_t use_all_descriptors() {
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 0;
    // The soft limit is low for the sake of select(), which nothing here calls.
    descriptors.rlim_cur =
        std::max(descriptors.rlim_cur, std::min<rlim_t>(descriptors.rlim_max, most_descriptors));
    setrlimit(RLIMIT_NOFILE, &descriptors);
    getrlimit(RLIMIT_NOFILE, &descriptors);
    return descriptors.rlim_cur;
}

std::string agent_name(const Options& options) {
    if (const auto external = endpoint_of_url(options.external_url)) return to_string(*external);
    return to_string(Endpoint{host_name(), options.listen.front().port});
}

}  // namespace druidwatch::cli

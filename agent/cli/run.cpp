#include "cli/run.hpp"

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "alerting/alertmanager.hpp"
#include "cli/config_check.hpp"
#include "cli/startup.hpp"
#include "cli/version.hpp"
#include "exporters/web/server.hpp"
#include "watch/conductor.hpp"

namespace druidwatch::cli {
namespace {

std::string external_url(const Options& options) {
    if (!options.external_url.empty()) return options.external_url;
    return fmt::format("http://{}{}", agent_name(options), options.route_prefix);
}

exporters::WebSettings web_settings(const Options& options) {
    exporters::WebSettings settings{.listen_addresses = {},
                                    .external_url = external_url(options),
                                    .links = {.runbooks = options.route_prefix + "/runbooks"}};
    for (const auto& endpoint : options.listen) {
        settings.listen_addresses.push_back(to_string(endpoint));
    }
    if (!options.route_prefix.empty()) settings.route_prefix = options.route_prefix;
    return settings;
}

alerting::Sender sender(const Options& options) {
    const auto url = external_url(options);
    return {agent_name(options), url, url + "/runbooks"};
}

int complain(const std::vector<std::string>& errors) {
    for (const auto& error : errors) fmt::print(stderr, "druidwatch: {}\n", error);
    return 1;
}

void watch_until_told(const Options& options, const Startup& startup, const net::Log& log) {
    watch::SnapshotBoard board;
    exporters::WebServer web(web_settings(options), board);
    web.start();

    net::Loop loop(system_now, log);
    net::HttpClient http(loop);
    alerting::AlertmanagerClient alertmanagers(loop, http, startup.config.alerting.alertmanagers,
                                               sender(options));
    std::optional<alerting::Heartbeat> heartbeat;
    if (const auto& beat = startup.config.alerting.heartbeat) {
        heartbeat.emplace(loop, http, watch::secret(startup.secrets.values, beat->url_file),
                          beat->interval);
    }
    watch::Conductor conductor(loop, http, startup.config, startup.secrets.values,
                               {agent_name(options), std::string(version()), external_url(options)},
                               board, {&alertmanagers, heartbeat ? &*heartbeat : nullptr});
    boost::asio::signal_set signals(loop.context(), SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) loop.stop();
    });
    conductor.start();
    log.info("watching", {{"clusters", std::to_string(startup.config.clusters.size())},
                          {"page", external_url(options) + "/"},
                          {"version", std::string(version())}});
    loop.run();
    // What fired is not resolved: it lapses, or another agent carries it on.
    log.info("stopped");
    web.stop();
}

}  // namespace

int run(const Options& options) {
    const auto startup = prepare(options);
    if (!startup) return complain(startup.error());
    const net::Log log(options.log_format, options.log_level);
    for (const auto& warning : startup->warnings) log.warn(warning);
    try {
        watch_until_told(options, *startup, log);
    } catch (const std::runtime_error& error) {
        return complain({error.what()});
    }
    return 0;
}

}  // namespace druidwatch::cli

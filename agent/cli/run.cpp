#include "cli/run.hpp"

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "alerting/alertmanager.hpp"
#include "alerting/remembered_json.hpp"
#include "cli/config_check.hpp"
#include "cli/startup.hpp"
#include "cli/version.hpp"
#include "exporters/prometheus/probe_desk.hpp"
#include "exporters/web/history_desk.hpp"
#include "exporters/web/server.hpp"
#include "history/archive.hpp"
#include "net/service_manager.hpp"
#include "watch/conductor.hpp"

namespace druidwatch::cli {
namespace {

/// The URL by which a person reaches this agent, where none was given.
std::string own_url(const Options& options, bool https) {
    return fmt::format("{}://{}{}", https ? "https" : "http", agent_name(options),
                       options.route_prefix);
}

exporters::WebSettings web_settings(const Options& options, const net::Log& log) {
    exporters::WebSettings settings{.listen_addresses = {},
                                    .external_url = options.external_url,
                                    .links = {.runbooks = options.route_prefix + "/runbooks"},
                                    .config_file = options.web_config_file,
                                    .log = log};
    for (const auto& endpoint : options.listen) {
        settings.listen_addresses.push_back(to_string(endpoint));
    }
    if (!options.route_prefix.empty()) settings.route_prefix = options.route_prefix;
    return settings;
}

alerting::Sender sender(const Options& options) {
    const auto url = options.external_url;
    return {agent_name(options), url, url + "/runbooks"};
}

int complain(const std::vector<std::string>& errors) {
    for (const auto& error : errors) fmt::print(stderr, "druidwatch: {}\n", error);
    return 1;
}

watch::Identity identity(const Options& options) {
    return {agent_name(options), std::string(version()), options.external_url};
}

std::vector<alerting::RememberedAlert> remembered_in(const history::Archive& archive) {
    std::vector<alerting::RememberedAlert> all;
    for (const auto& document : archive.remembered()) {
        if (auto one = alerting::parse_remembered(document)) all.push_back(*std::move(one));
    }
    return all;
}

history::Documents documents_of(const std::vector<alerting::RememberedAlert>& alerts) {
    history::Documents documents;
    for (const auto& alert : alerts) documents.push_back(alerting::to_json(alert));
    return documents;
}

void watch_until_told(const Options& options, const Startup& startup, const net::Log& log) {
    watch::SnapshotBoard board;
    const auto archive = std::make_shared<history::Archive>(
        history::ArchiveSettings{startup.config.storage, agent_name(options),
                                 std::string(version())},
        system_now, log);
    auto settings = web_settings(options, log);
    settings.probes = std::make_shared<exporters::ProbeDesk>(startup.config, startup.secrets.values,
                                                             identity(options));
    settings.history = std::make_shared<exporters::HistoryDesk>(archive);
    exporters::WebServer web(std::move(settings), board);
    web.start();

    const net::ServiceManager manager;
    net::Loop loop(system_now, log);
    net::HttpClient http(loop);
    alerting::AlertmanagerClient alertmanagers(loop, http, startup.config.alerting.alertmanagers,
                                               sender(options));
    std::optional<alerting::Heartbeat> heartbeat;
    if (const auto& beat = startup.config.alerting.heartbeat) {
        heartbeat.emplace(loop, http, watch::secret(startup.secrets.values, beat->url_file),
                          beat->interval);
    }
    watch::Conductor conductor(
        loop, http, startup.config, startup.secrets.values, identity(options), board,
        {.alertmanagers = &alertmanagers,
         .heartbeat = heartbeat ? &*heartbeat : nullptr,
         .remember = [&](const auto& alerts) { archive->remember(documents_of(alerts)); },
         .archive = archive.get()});
    conductor.restore(remembered_in(*archive));
    boost::asio::signal_set signals(loop.context(), SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) loop.stop();
    });
    conductor.start();
    log.info("watching", {{"clusters", std::to_string(startup.config.clusters.size())},
                          {"page", options.external_url + "/"},
                          {"version", std::string(version())}});
    manager.ready("watching; page: " + options.external_url + "/");
    loop.spawn(manager.keep_alive(loop.wheel()));
    loop.run();
    manager.stopping();
    // What fired is not resolved: it lapses, or another agent carries it on.
    log.info("stopped");
    web.stop();
}

}  // namespace

int run(const Options& given) {
    const auto startup = prepare(given);
    if (!startup) return complain(startup.error());
    auto options = given;
    if (options.external_url.empty()) options.external_url = own_url(given, startup->https);
    use_all_descriptors();
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

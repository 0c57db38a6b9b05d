#include "cli/running_agent.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "alerting/alertmanager.hpp"
#include "alerting/remembered_json.hpp"
#include "cli/version.hpp"
#include "exporters/prometheus/probe_desk.hpp"
#include "exporters/web/history_desk.hpp"
#include "exporters/web/reload_desk.hpp"
#include "exporters/web/server.hpp"
#include "history/archive.hpp"
#include "net/service_manager.hpp"
#include "watch/conductor.hpp"
#include "watch/identity.hpp"

namespace druidwatch::cli {
namespace {

using exporters::ReloadDesk;

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

bool same_heartbeat(const watch::Settings& one, const watch::Settings& other) {
    const auto& beat = one.config.alerting.heartbeat;
    if (beat != other.config.alerting.heartbeat) return false;
    return !beat || watch::secret(one.secrets, beat->url_file) ==
                        watch::secret(other.secrets, beat->url_file);
}

}  // namespace

class RunningAgent::Parts {
  public:
    Parts(const Options& options, Startup startup, const net::Log& log);

    void run();

  private:
    void wish_for_reload(ReloadDesk::Told told);
    void read_again();
    void take(std::expected<Startup, std::vector<std::string>> read);
    void follow(Startup startup);
    void follow_alertmanagers(const watch::Settings& settings);
    std::unique_ptr<alerting::Heartbeat> heartbeat_of(const watch::Settings& settings);
    void await_hangup();
    std::unique_ptr<exporters::WebServer> serve();
    std::string status() const { return "watching; page: " + options_.external_url + "/"; }

    const Options options_;
    const net::Log log_;
    watch::SettingsPtr settings_;
    watch::SnapshotBoard board_;
    std::shared_ptr<history::Archive> archive_;
    net::Loop loop_;
    net::HttpClient http_{loop_};
    std::shared_ptr<exporters::ProbeDesk> probes_;
    std::unique_ptr<exporters::WebServer> web_;  // below the loop, to which its thread posts
    const net::ServiceManager manager_;
    alerting::AlertmanagerClient alertmanagers_;
    std::unique_ptr<alerting::Heartbeat> heartbeat_;  ///< none: nobody listens for it
    watch::Conductor conductor_;
    boost::asio::signal_set end_signals_{loop_.context(), SIGTERM, SIGINT};
    boost::asio::signal_set hangup_{loop_.context(), SIGHUP};
    std::vector<ReloadDesk::Told> wishes_;   ///< since the file was last begun to be read
    std::vector<ReloadDesk::Told> granted_;  ///< of the reading that is under way
    bool reading_ = false;
};

RunningAgent::Parts::Parts(const Options& options, Startup startup, const net::Log& log)
    : options_(options),
      log_(log),
      settings_(std::make_shared<const watch::Settings>(
          watch::Settings{std::move(startup.config), std::move(startup.secrets.values)})),
      archive_(std::make_shared<history::Archive>(
          history::ArchiveSettings{settings_->config.storage, agent_name(options),
                                   std::string(version())},
          system_now, log)),
      loop_(system_now, log),
      probes_(std::make_shared<exporters::ProbeDesk>(settings_->config, settings_->secrets,
                                                     identity(options))),
      web_(serve()),
      alertmanagers_(loop_, http_, sender(options)),
      heartbeat_(heartbeat_of(*settings_)),
      conductor_(
          loop_, http_, settings_, identity(options), board_,
          {.alertmanagers = &alertmanagers_,
           .heartbeat = heartbeat_.get(),
           .remember = [this](const auto& alerts) { archive_->remember(documents_of(alerts)); },
           .archive = archive_.get()}) {
    follow_alertmanagers(*settings_);
    conductor_.restore(remembered_in(*archive_));
}

/// Before anything is spawned on the loop: it may throw.
std::unique_ptr<exporters::WebServer> RunningAgent::Parts::serve() {
    auto settings = web_settings(options_, log_);
    settings.probes = probes_;
    settings.history = std::make_shared<exporters::HistoryDesk>(archive_);
    settings.reload = std::make_shared<const ReloadDesk>([this](ReloadDesk::Told told) {
        loop_.post([this, told = std::move(told)]() mutable { wish_for_reload(std::move(told)); });
    });
    auto web = std::make_unique<exporters::WebServer>(std::move(settings), board_);
    web->start();
    return web;
}

void RunningAgent::Parts::run() {
    end_signals_.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) loop_.stop();
    });
    await_hangup();
    conductor_.start();
    log_.info("watching", {{"clusters", std::to_string(settings_->config.clusters.size())},
                           {"page", options_.external_url + "/"},
                           {"version", std::string(version())}});
    manager_.ready(status());
    loop_.spawn(manager_.keep_alive(loop_.wheel()));
    loop_.run();
    manager_.stopping();
    // What fired is not resolved: it lapses, or another agent carries it on.
    log_.info("stopped");
    web_->stop();
}

void RunningAgent::Parts::await_hangup() {
    hangup_.async_wait([this](const boost::system::error_code& error, int) {
        if (error) return;
        wish_for_reload([](const ReloadDesk::Errors&) {});
        await_hangup();
    });
}

/// Who wishes while the file is being read may have changed it since: it is read once more.
void RunningAgent::Parts::wish_for_reload(ReloadDesk::Told told) {
    wishes_.push_back(std::move(told));
    if (!reading_) read_again();
}

/// On a thread of its own: a disk that is slow must not hold up what is watched.
void RunningAgent::Parts::read_again() {
    reading_ = true;
    granted_ = std::exchange(wishes_, {});
    manager_.reloading();
    loop_.background().run(net::Background::Ending::must_finish, [this, options = options_] {
        auto read = prepare(options);
        loop_.post([this, read = std::move(read)]() mutable { take(std::move(read)); });
    });
}

void RunningAgent::Parts::take(std::expected<Startup, std::vector<std::string>> read) {
    ReloadDesk::Errors errors;
    if (read) {
        follow(*std::move(read));
    } else {
        errors = std::move(read.error());
        for (const auto& error : errors) {
            log_.error("the configuration stays as it was", {{"error", error}});
        }
        conductor_.reload_failed(errors);
    }
    manager_.ready(status());
    for (const auto& told : std::exchange(granted_, {})) told(errors);
    reading_ = false;
    if (!wishes_.empty()) read_again();
}

void RunningAgent::Parts::follow(Startup startup) {
    for (const auto& warning : startup.warnings) log_.warn(warning);
    for (const auto& line : watch::waits_for_a_start(settings_->config, startup.config)) {
        log_.warn(line);
    }
    auto next = std::make_shared<const watch::Settings>(watch::as_followed(
        settings_->config, {std::move(startup.config), std::move(startup.secrets.values)}));
    const auto plan = watch::plan_reload(*settings_, *next);
    follow_alertmanagers(*next);
    if (!same_heartbeat(*settings_, *next)) heartbeat_ = heartbeat_of(*next);
    probes_->follow(next);
    conductor_.reload(next, heartbeat_.get());
    settings_ = std::move(next);
    log_.info("the configuration was read again", {{"changes", to_string(plan)}});
}

void RunningAgent::Parts::follow_alertmanagers(const watch::Settings& settings) {
    const auto& alerting = settings.config.alerting;
    alertmanagers_.follow(alerting.alertmanagers,
                          watch::identity_of(alerting.alertmanagers_client, settings.secrets));
}

std::unique_ptr<alerting::Heartbeat> RunningAgent::Parts::heartbeat_of(
    const watch::Settings& settings) {
    const auto& beat = settings.config.alerting.heartbeat;
    if (!beat) return nullptr;
    return std::make_unique<alerting::Heartbeat>(
        loop_, http_, watch::secret(settings.secrets, beat->url_file), beat->interval);
}

RunningAgent::RunningAgent(const Options& options, Startup startup, const net::Log& log)
    : parts_(std::make_unique<Parts>(options, std::move(startup), log)) {}

RunningAgent::~RunningAgent() = default;

void RunningAgent::run() { parts_->run(); }

}  // namespace druidwatch::cli

#include "cli/config_check.hpp"

#include <set>

#include <fmt/format.h>

#include "config/load.hpp"
#include "config/nearest.hpp"
#include "exporters/web/access/access.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::cli {
namespace {

std::string count(std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void add(std::string& line, std::size_t number, std::string_view what) {
    if (number == 0) return;
    line += (line.empty() ? "" : ", ") + count(number, what);
}

std::string describe(const config::Cluster& cluster) {
    std::string line;
    if (cluster.zookeeper) add(line, cluster.zookeeper->ensemble.size(), "ZooKeeper member");
    if (cluster.metadata_store) add(line, cluster.metadata_store->nodes.size(), "database node");
    if (cluster.druid) {
        add(line, cluster.druid->coordinators.size(), "Coordinator");
        add(line, cluster.druid->overlords.size(), "Overlord");
        add(line, cluster.druid->brokers.size(), "Broker");
        add(line, cluster.druid->routers.size(), "Router");
        add(line, cluster.druid->load_balancers.size(), "load balancer");
    }
    if (line.empty()) line = "what discovery finds";
    return line;
}

std::set<std::string> alert_names() {
    std::set<std::string> names{"DruidHaWatchdog", "DruidHaConfigurationStale",
                                "DruidHaPeerSilent"};
    for (const auto& row : invariants::catalog())
        names.insert("DruidHa" + std::string(row.id.name));
    return names;
}

}  // namespace

std::string summary_of(const config::Config& config) {
    std::string text;
    for (const auto& cluster : config.clusters) {
        text += fmt::format("  {}: {}\n", cluster.name, describe(cluster));
    }
    const auto alertmanagers = config.alerting.alertmanagers.size();
    text += alertmanagers == 0
                ? std::string("  alerts are sent to nobody: alerting.alertmanagers is not given\n")
                : fmt::format("  alerts are sent to {}\n", count(alertmanagers, "Alertmanager"));
    return text;
}

std::expected<config::Config, std::vector<config::ConfigError>> load_checked(
    const std::string& path) {
    auto config = config::load_config(path);
    if (!config) return config;
    const auto names = alert_names();
    const std::vector<std::string_view> known(names.begin(), names.end());
    std::vector<config::ConfigError> errors;
    for (const auto& over : config->alerting.overrides) {
        if (names.contains(over.alert)) continue;
        errors.push_back({path, over.line, over.column,
                          fmt::format("there is no alert `{}`", over.alert),
                          config::did_you_mean(over.alert, known)});
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return config;
}

namespace {

ConfigCheck check_clusters(const std::string& path) {
    if (path.empty()) {
        return {true, "no --config.file: a quickstart on localhost is watched\n" +
                          summary_of(config::default_config())};
    }
    const auto config = load_checked(path);
    if (config) {
        return {true, fmt::format("{}: ok\n{}", path, summary_of(*config))};
    }
    std::string text;
    for (const auto& error : config.error()) text += to_string(error) + "\n";
    return {false, std::move(text)};
}

std::string summary_of(const exporters::Access& access) {
    const auto& users = access.config.users;
    return fmt::format("  what is served goes over {}, to {}\n", access.tls ? "TLS" : "plain HTTP",
                       users.empty() ? "everybody" : count(users.size(), "user"));
}

}  // namespace

ConfigCheck check_config(const std::string& path, const std::string& web_path) {
    auto checked = check_clusters(path);
    if (web_path.empty()) return checked;
    if (const auto web = exporters::load_access(web_path).access) {
        checked.text += fmt::format("{}: ok\n{}", web_path, summary_of(**web));
    } else {
        for (const auto& error : web.error()) checked.text += error + "\n";
        checked.ok = false;
    }
    return checked;
}

}  // namespace druidwatch::cli

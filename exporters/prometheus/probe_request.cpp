#include "exporters/prometheus/probe_request.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "exporters/web/query_values.hpp"

namespace druidwatch::exporters {
namespace {

constexpr milliseconds ahead_of_prometheus = 500ms;
constexpr double seconds_by_default = 10;
constexpr double most_seconds = 30.5;

std::string modules_there_are() {
    std::string names;
    for (const auto& module : probe_modules()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", module.name);
    }
    return names;
}

std::string usage(std::string_view wrong) {
    return fmt::format(
        "{}: ask for /probe?target=HOST:PORT&module=MODULE, with a module of {}, and optionally "
        "cluster=NAME, debug=true",
        wrong, modules_there_are());
}

}  // namespace

std::expected<ProbeRequest, std::string> read_probe_request(std::string_view query,
                                                            std::string_view scrape_timeout) {
    const auto read = query_values(query);
    if (!read) return std::unexpected(usage("the query can't be read"));
    auto values = *read;
    if (values["target"].empty()) return std::unexpected(usage("there is no target"));
    const auto* module = find_probe_module(values["module"]);
    if (!module) {
        return std::unexpected(usage(values["module"].empty()
                                         ? "there is no module"
                                         : fmt::format("no module is {}", values["module"])));
    }
    return ProbeRequest{.target = values["target"],
                        .module = module,
                        .cluster = values["cluster"],
                        .debug = values["debug"] == "true",
                        .timeout = probe_timeout(scrape_timeout)};
}

milliseconds probe_timeout(std::string_view scrape_timeout) {
    double value = seconds_by_default;
    const auto* end = scrape_timeout.data() + scrape_timeout.size();
    double read = 0;
    const auto [stopped, error] = std::from_chars(scrape_timeout.data(), end, read);
    if (error == std::errc{} && stopped == end && std::isfinite(read)) value = read;
    value = std::min(value, most_seconds);
    const auto whole = milliseconds(static_cast<std::int64_t>(value * 1000)) - ahead_of_prometheus;
    return std::max(whole, milliseconds(100));
}

std::expected<config::Config, std::string> config_for(const ProbeRequest& request,
                                                      const config::Config& configured,
                                                      const watch::Snapshot* snapshot) {
    config::Config config{.global = configured.global};
    config.global.poll_timeout = std::min(config.global.poll_timeout, request.timeout);
    config::Cluster cluster;
    auto target = request.target;
    if (!request.cluster.empty()) {
        const auto named =
            std::ranges::find(configured.clusters, request.cluster, &config::Cluster::name);
        if (named == configured.clusters.end()) {
            return std::unexpected(fmt::format("no cluster is called {}", request.cluster));
        }
        cluster = *named;
        std::optional<std::string> known;
        if (snapshot) {
            for (const auto& seen : snapshot->clusters) {
                if (seen.view.name == request.cluster) known = known_target(seen.view, target);
            }
        }
        if (!known) {
            return std::unexpected(fmt::format(
                "{} is no node of {}, so it is not shown that cluster's credentials: leave "
                "cluster out",
                target, request.cluster));
        }
        target = *known;
    }
    if (auto aimed = request.module->aim(cluster, target); !aimed) {
        return std::unexpected(std::move(aimed.error()));
    }
    config.clusters.push_back(std::move(cluster));
    return config;
}

}  // namespace druidwatch::exporters

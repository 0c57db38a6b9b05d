#include "cli/unfinished.hpp"

#include <fmt/format.h>

namespace druidwatch::cli {
namespace {

void look_at(const config::Cluster& cluster, Unfinished& found) {
    const bool discovers =
        cluster.druid && (cluster.druid->discovery == config::Discovery::dns ||
                          cluster.druid->discovery == config::Discovery::coordinator);
    if (discovers) {
        found.ignored.push_back(
            fmt::format("clusters.{}.druid.discovery: only the nodes in the file are watched yet",
                        cluster.name));
    }
}

}  // namespace

Unfinished unfinished(const config::Config& config, const std::string& web_config_file) {
    Unfinished found;
    if (!web_config_file.empty()) {
        found.refused.emplace_back(
            "--web.config.file: TLS and users are not there yet: leave it "
            "out, and let a proxy stand before the web address");
    }
    for (const auto& cluster : config.clusters) look_at(cluster, found);
    if (!config.alerting.peers.empty()) found.ignored.emplace_back("alerting.peers: not asked yet");
    if (!config.alerting.maintenance.empty()) {
        found.ignored.emplace_back(
            "alerting.maintenance: alerts are sent all the same yet; silence "
            "them in Alertmanager");
    }
    if (config.storage) found.ignored.emplace_back("storage: no history is kept yet");
    return found;
}

}  // namespace druidwatch::cli

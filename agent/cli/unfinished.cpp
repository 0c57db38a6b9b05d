#include "cli/unfinished.hpp"

namespace druidwatch::cli {

Unfinished unfinished(const config::Config& config, const std::string& web_config_file) {
    Unfinished found;
    if (!web_config_file.empty()) {
        found.refused.emplace_back(
            "--web.config.file: TLS and users are not there yet: leave it "
            "out, and let a proxy stand before the web address");
    }
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

#include "cli/unfinished.hpp"

namespace druidwatch::cli {

Unfinished unfinished(const config::Config& config) {
    Unfinished found;
    if (!config.alerting.peers.empty()) found.ignored.emplace_back("alerting.peers: not asked yet");
    return found;
}

}  // namespace druidwatch::cli

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "exporters/web/event_feed.hpp"
#include "exporters/web/limits.hpp"
#include "net/log.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

class HistoryDesk;
class ProbeDesk;
class ReloadDesk;

struct WebSettings {
    std::vector<std::string> listen_addresses{":19105"};
    std::optional<std::string> route_prefix;  ///< none: the path of external_url, as Prometheus
    std::string external_url;                 ///< how a person reaches this agent
    LinkBases links;
    WebLimits limits;
    FeedPace events;
    std::shared_ptr<ProbeDesk> probes{};         ///< who asks for /probe; stops with the server
    std::shared_ptr<HistoryDesk> history{};      ///< who looks history up; stops with the server
    std::shared_ptr<const ReloadDesk> reload{};  ///< who has the configuration read again
    std::string config_file{};  ///< of exporter-toolkit; empty: plain HTTP, no users
    net::Log log{};
};

/// Serves metrics, page and API on a thread of its own, from the snapshots alone: no client can
/// slow a probe down.
class WebServer {
  public:
    /// Listens to the board from now on: to be made before the conductor publishes there. Throws
    /// std::runtime_error of every error in the web configuration file.
    WebServer(WebSettings settings, watch::SnapshotBoard& board, Clock clock = system_now);
    ~WebServer();  ///< stops
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    /// Binds every address and begins to serve; throws std::runtime_error that names the address
    /// that could not be had, and what to do.
    void start();

    /// Closes every connection and ends the thread; a second call does nothing.
    void stop();

    /// Where it listens; with the port that was found for port 0.
    std::vector<Endpoint> listening() const;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace druidwatch::exporters

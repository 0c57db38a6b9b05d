#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "exporters/prometheus/probe_module.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// What a request for /probe asks for.
struct ProbeRequest {
    std::string target;
    const ProbeModule* module;
    std::string cluster;  ///< whose credentials and TLS are used; empty: none
    bool debug = false;
    milliseconds timeout{};
};

/// Of the query, percent-encoded, and X-Prometheus-Scrape-Timeout-Seconds as it came; or what is
/// wrong with them, and what there is.
std::expected<ProbeRequest, std::string> read_probe_request(std::string_view query,
                                                            std::string_view scrape_timeout);

/// To answer before Prometheus gives up: half a second less than the header says. Between 100 ms
/// and 30 s; without the header as with Prometheus's default of 10 s.
milliseconds probe_timeout(std::string_view scrape_timeout);

/// Nothing but the target, asked as `configured` says of its cluster; or why not. Credentials only
/// go to nodes that `snapshot` (nullptr: there is none) knows as that cluster's: a URL in a request
/// must not have them sent elsewhere.
std::expected<config::Config, std::string> config_for(const ProbeRequest& request,
                                                      const config::Config& configured,
                                                      const watch::Snapshot* snapshot);

}  // namespace druidwatch::exporters

#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "exporters/prometheus/process.hpp"
#include "exporters/web/documents.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

class HistoryDesk;
class ProbeDesk;
class ReloadDesk;

/// What a route needs of an HTTP request; none of them has a body.
struct Request {
    std::string method;
    std::string target;  ///< path and query
    std::string accept_encoding;
    std::string if_none_match;
    std::string accept{};
    std::string scrape_timeout{};  ///< X-Prometheus-Scrape-Timeout-Seconds

    /// What follows the question mark, still percent-encoded; empty where there is none.
    std::string_view query() const {
        const auto mark = std::min(target.find('?'), target.size());
        // Never without an address, which Boost.URL could not bear.
        return std::string_view(target).substr(std::min(mark + 1, target.size()));
    }
};

struct Response {
    int status = 200;
    std::string content_type;
    std::string body;  ///< whole also for HEAD, whose Content-Length it is
    std::vector<std::pair<std::string, std::string>> headers;
    bool event_stream = false;  ///< no body: the server goes on with events
    /// Instead of all this: what the answer must first be asked for. It runs on the server's thread
    /// and must never block it.
    std::function<boost::asio::awaitable<Response>()> later{};
};

/// What answers are made of, at one moment.
struct Context {
    watch::SnapshotPtr snapshot;  ///< nullptr before the first
    Instant now;
    std::string route_prefix;  ///< "/druidwatch"; empty at the root
    LinkBases links;
    std::function<ProcessUsage()> usage = read_process_usage;
    ProbeDesk* probes = nullptr;         ///< who asks for /probe; nullptr: nobody
    HistoryDesk* history = nullptr;      ///< who looks history up; nullptr: nobody
    const ReloadDesk* reload = nullptr;  ///< who has the configuration read again; nullptr: nobody
};

/// A snapshot this old says that the agent has stopped watching: /-/healthy turns 503, and
/// /metrics says nothing of the watched any more.
inline constexpr seconds snapshot_too_old{30};

/// Whole, unless it comes later: then `finished` makes it so.
Response respond(const Request& request, const Context& context);

/// Packed for who takes that, or without what the client has already.
Response finished(Response response, const Request& request);

/// {"error": ..., "routes": [...]}: what is wrong, and what there is.
Response error_response(int status, std::string_view what);

Response text_response(int status, std::string body);

/// "/druidwatch" of "druidwatch/", "/druidwatch" and so on; empty of "/" and "".
std::string normal_prefix(std::string_view prefix);

}  // namespace druidwatch::exporters

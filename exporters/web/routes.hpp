#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporters/prometheus/process.hpp"
#include "exporters/web/documents.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::exporters {

/// What a route needs of an HTTP request; none of them has a body.
struct Request {
    std::string method;
    std::string target;  ///< path and query
    std::string accept_encoding;
    std::string if_none_match;
};

struct Response {
    int status = 200;
    std::string content_type;
    std::string body;  ///< whole also for HEAD, whose Content-Length it is
    std::vector<std::pair<std::string, std::string>> headers;
    bool event_stream = false;  ///< no body: the server goes on with events
};

/// What answers are made of, at one moment.
struct Context {
    watch::SnapshotPtr snapshot;  ///< nullptr before the first
    Instant now;
    std::string route_prefix;  ///< "/druidwatch"; empty at the root
    LinkBases links;
    std::function<ProcessUsage()> usage = read_process_usage;
};

/// A snapshot this old says that the agent has stopped watching: /-/healthy turns 503, and
/// /metrics says nothing of the watched any more.
inline constexpr seconds snapshot_too_old{30};

Response respond(const Request& request, const Context& context);

/// {"error": ..., "routes": [...]}: what is wrong, and what there is.
Response error_response(int status, std::string_view what);

/// "/druidwatch" of "druidwatch/", "/druidwatch" and so on; empty of "/" and "".
std::string normal_prefix(std::string_view prefix);

}  // namespace druidwatch::exporters

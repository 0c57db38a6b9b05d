#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cluster/observation.hpp"
#include "net/http.hpp"

namespace druidwatch::net {
class Loop;
}

namespace druidwatch::probes {

/// Where a probe's HTTP goes, and as whom.
struct HttpTarget {
    net::HttpClient& client;
    std::string url;  ///< http://host:port, without a trailing slash
    std::shared_ptr<const net::HttpIdentity> identity;

    net::HttpRequest get(std::string_view path, milliseconds deadline) const;
    net::HttpRequest post_json(std::string_view path, std::string_view body,
                               milliseconds deadline) const;

    /// host:port, by which the target is known.
    std::string node() const;

    /// Calls `on_lost` when the connection that is kept between two questions ends, unless this
    /// server merely closes idle ones. An origin has one watcher: a probe is to be stopped before
    /// its successor starts.
    void watch_connection(std::function<void()> on_lost) const;
    void unwatch_connection() const;
};

/// One request as it went. What the answer says was true some time between `asked` and `answered`.
struct HttpExchange {
    std::string attempted;  ///< "GET /druid/coordinator/v1/isLeader"
    Instant asked;
    Instant answered;
    Result<net::HttpResponse> response;
};

net::Task<HttpExchange> exchange(net::Loop& loop, net::HttpClient& client,
                                 net::HttpRequest request);

/// "GET /status/health" of a request to http://host:port/status/health.
std::string attempted_by(const net::HttpRequest& request);

/// What `read` makes of a response.
template <class T, class Read>
cluster::Observation<T> observe_as(HttpExchange went, const Read& read) {
    cluster::Observation<T> seen{.asked = went.asked, .answered = went.answered};
    if (went.response) {
        seen.answer = read(*went.response);
        if (!seen.answer) seen.answer.error().attempted = std::move(went.attempted);
    } else {
        seen.answer = std::unexpected(std::move(went.response.error()));
    }
    return seen;
}

/// What `read` makes of a status and a body.
template <class T>
cluster::Observation<T> observe(HttpExchange went, Result<T> (*read)(int, std::string_view)) {
    return observe_as<T>(std::move(went), [read](const net::HttpResponse& response) {
        return read(response.status, response.body);
    });
}

/// What `read` makes of a status, a body, and where a redirect leads to.
template <class T>
cluster::Observation<T> observe(HttpExchange went,
                                Result<T> (*read)(int, std::string_view, std::string_view)) {
    return observe_as<T>(std::move(went), [read](const net::HttpResponse& response) {
        return read(response.status, response.body, response.location);
    });
}

}  // namespace druidwatch::probes

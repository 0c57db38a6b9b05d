#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/idle_closer.hpp"
#include "net/task.hpp"
#include "net/tls_files.hpp"

namespace druidwatch::net {

class Loop;

/// Who we are to a server. Without a username no credentials are sent.
struct HttpIdentity {
    std::string username;
    std::string password;
    TlsFiles tls;
};

struct HttpRequest {
    std::string method{"GET"};
    std::string url;
    std::string body;
    std::string content_type;
    std::vector<std::string> headers;  ///< "Name: value"
    milliseconds deadline{2s};         ///< covers look-up, connection, TLS and body
    std::size_t max_body{64 * 1024};   ///< bytes
    bool new_connection{false};        ///< neither takes a kept connection nor leaves one
    std::shared_ptr<const HttpIdentity> identity;
};

struct HttpResponse {
    int status = 0;
    std::string body;
    std::string location;  ///< of a redirect, which is never followed
    std::string content_type;
    Instant asked;  ///< when the answered request was handed to the connection
    Instant answered;
    bool reused_connection = false;
};

struct HttpLimits {
    std::size_t in_flight = 256;  ///< beyond it requests wait for their turn, within their deadline
    std::size_t origins_per_multi = 100;  ///< one libcurl multi does not scale in hosts
};

/// HTTP/1.1 to many origins, each with its kept connections. Any status is an answer; failures:
/// refused, unreachable (no route, no such name, or no turn for the request within its deadline),
/// timed_out, reset, closed, tls, protocol (not HTTP) and too_large. A request that fails because
/// its kept connection had been closed is asked once more, on a new one; and where that is dropped,
/// too, or a kept connection ended since the last answer, until it refuses, for 155 ms at most.
class HttpClient {
  public:
    explicit HttpClient(Loop& loop, HttpLimits limits = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    Task<Result<HttpResponse>> send(HttpRequest request);

    /// Calls `on_lost` when a kept, idle connection to `origin` (http://host:port) ends.
    void watch_connection(std::string origin, std::function<void(Loss)> on_lost);
    void unwatch(const std::string& origin);

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;  // shared with the requests on their way
};

/// scheme://host:port of a URL, with the scheme's own port where none is written; empty if it is
/// none.
std::string origin_of_url(const std::string& url);

}  // namespace druidwatch::net

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <curl/curl.h>

#include "net/curl_transfer.hpp"
#include "net/timer_wheel.hpp"

namespace druidwatch::net {

class Loop;

/// libcurl's multi on the loop. Every socket is registered with the loop from its opening to its
/// closing, so that one that idles between transfers can still be watched.
class CurlMulti : public std::enable_shared_from_this<CurlMulti> {
  public:
    /// `on_idle_closed`: the peer ended an idle connection to an origin. Called from the loop.
    CurlMulti(Loop& loop, std::size_t kept_connections,
              std::function<void(const std::string& origin)> on_idle_closed);
    ~CurlMulti();
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    /// Ends in transfer.finish(), unless abandoned before. `origin` must live as long.
    void start(CurlTransfer& transfer, const std::string& origin);

    /// Nothing if it has finished.
    void abandon(CurlTransfer& transfer);

  private:
    struct Socket;

    static curl_socket_t open_socket(void* opening, curlsocktype, curl_sockaddr* address);
    static int close_socket(void* self, curl_socket_t fd);
    static int socket_wanted(CURL*, curl_socket_t fd, int what, void* self, void*);
    static int timer_wanted(CURLM*, long timeout_ms, void* self);

    void wait(const std::shared_ptr<Socket>& socket);
    void ready(const std::shared_ptr<Socket>& socket, int events);
    void look_at_idle(const std::shared_ptr<Socket>& socket);
    void act(curl_socket_t fd, int events);
    void collect_finished();

    // Who opens a socket, as libcurl hands it back in open_socket.
    struct Opening {
        CurlMulti* multi;
        const std::string* origin;
        std::vector<std::weak_ptr<Socket>> opened{};
    };

    /// Forgets what libcurl has closed, without closing it.
    void release(curl_socket_t fd);
    void release_all(const Opening& opening);

    Loop& loop_;
    std::function<void(const std::string&)> on_idle_closed_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
    std::unordered_map<CURL*, Opening> running_;
    std::optional<Alarm> timer_;
    CURLM* multi_;
};

}  // namespace druidwatch::net

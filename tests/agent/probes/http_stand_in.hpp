#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "agent/net/on_loop.hpp"

namespace druidwatch::probes {

/// Imitates a Druid process or a balancer: an answer by path, on kept connections.
class HttpStandIn {
  public:
    explicit HttpStandIn(net::Loop& loop)
        : server_(loop, [this](auto& socket, int) { return serve(socket); }) {}

    std::string url() const { return server_.url(""); }
    std::string node() const { return to_string(server_.endpoint()); }
    int connections() const { return server_.connections(); }

    void answer(const std::string& path, int status, std::string body) {
        answers_[path] = {status, {}, std::move(body)};
    }

    void redirect(const std::string& path, const std::string& location) {
        answers_[path] = {307, fmt::format("Location: {}\r\n", location), {}};
    }

    /// As a process whose thread waits for ZooKeeper does not answer, until `release`.
    void hold(const std::string& path) { held_.insert(path); }
    void release() {
        held_.clear();
        for (auto& request : waiting_) request.wake();
        waiting_.clear();
    }

    /// How often a path was asked for.
    auto asked(const std::string& path) const {
        return std::ranges::count_if(requests, [&](const std::string& request) {
            return request.contains(" " + path + " HTTP");
        });
    }

    /// It does not listen any more, and the connections that were kept end.
    void die() {
        server_.close();
        for (auto* socket : kept_) socket->close();
    }

    std::vector<std::string> requests;  ///< heads and bodies as they came

  private:
    using Socket = net::ScriptedServer::Socket;

    struct Answer {
        int status;
        std::string head;
        std::string body;
    };

    net::Task<void> serve(Socket& socket) {
        kept_.push_back(&socket);
        const std::unique_ptr<Socket, std::function<void(Socket*)>> leaving(
            &socket, [this](Socket* it) { std::erase(kept_, it); });
        std::string unread;
        for (;;) {
            std::array<char, 2048> chunk;
            const auto count = co_await socket.async_read_some(boost::asio::buffer(chunk),
                                                               boost::asio::use_awaitable);
            unread.append(chunk.data(), count);
            if (!complete(unread)) continue;
            const auto path_at = unread.find(' ') + 1;
            const auto path = unread.substr(path_at, unread.find(' ', path_at) - path_at);
            requests.push_back(std::exchange(unread, {}));
            while (held_.contains(path)) co_await waiting_.emplace_back().wait();
            const auto found = answers_.find(path);
            const auto [status, head, body] = found == answers_.end()
                                                  ? Answer{404, {}, "<title>Error 404</title>"}
                                                  : found->second;
            co_await net::say(socket, fmt::format("HTTP/1.1 {} X\r\n{}Content-Length: {}\r\n\r\n{}",
                                                  status, head, body.size(), body));
        }
    }

    static bool complete(const std::string& request) {
        const auto head = request.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const auto length = request.find("Content-Length: ");
        const auto body = length < head ? std::stoul(request.substr(length + 16)) : 0;
        return request.size() >= head + 4 + body;
    }

    std::map<std::string, Answer> answers_;
    std::set<std::string> held_;
    std::deque<net::Waiter> waiting_;
    std::vector<Socket*> kept_;
    net::ScriptedServer server_;
};

}  // namespace druidwatch::probes

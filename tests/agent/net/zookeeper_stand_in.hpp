#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/read.hpp>

#include "agent/net/on_loop.hpp"

namespace druidwatch::net {

/// Imitates one ZooKeeper member as far as the C client goes: sessions, and three kinds of reads.
class ZooKeeperStandIn {
  public:
    using Socket = ScriptedServer::Socket;

    explicit ZooKeeperStandIn(Loop& loop)
        : server(loop, [this](Socket& socket, int) { return serve(socket); }) {}

    Endpoint endpoint() const { return server.endpoint(); }
    void hang_up() { connection->shutdown(boost::asio::socket_base::shutdown_both); }

    std::optional<std::vector<std::string>> children;  ///< of every node; none: no node
    std::map<std::string, std::string> data_of;        ///< where it is not a master's
    std::int64_t session = 0x100;
    std::int32_t error = 0;                         ///< to every request but authentication
    bool hangs_up = false;                          ///< right after it granted a session
    std::vector<std::int32_t> asked;                ///< the operations, in order
    std::function<std::string(std::string)> spoil;  ///< what it says instead of an answer
    Socket* connection = nullptr;
    ScriptedServer server;

    static constexpr std::int32_t exists = 3, data = 4, list = 8, ping = 11, authenticate = 100,
                                  watch_again = 101, close = -11;

    Task<void> fire(std::int32_t type, std::string path) { return frame(event(type, path)); }

    /// Says what no member would, in a frame of the right length.
    Task<void> frame(std::string payload) { co_await say(*connection, text(payload)); }

    static std::string event(std::int32_t type, const std::string& path) {
        return number<std::int32_t>(-1) + number<std::int64_t>(0) + number<std::int32_t>(0) +
               number(type) + number<std::int32_t>(3) + text(path);
    }

  private:
    template <class Integer>
    static std::string number(Integer value) {
        std::string bytes;
        for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
            bytes += static_cast<char>(value >> shift & 0xff);
        }
        return bytes;
    }

    static std::string text(const std::string& value) {
        return number(static_cast<std::int32_t>(value.size())) + value;
    }

    static std::uint32_t read_number(std::string_view bytes) {
        std::uint32_t value = 0;
        for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }

    static Task<std::string> receive(Socket& socket) {
        std::string bytes(4, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(bytes),
                                         boost::asio::use_awaitable);
        bytes.resize(read_number(bytes));
        co_await boost::asio::async_read(socket, boost::asio::buffer(bytes),
                                         boost::asio::use_awaitable);
        co_return bytes;
    }

    Task<void> serve(Socket& socket) {
        connection = &socket;
        co_await receive(socket);
        co_await say(socket, text(number<std::int32_t>(0) + number<std::int32_t>(10000) +
                                  number(session) + text(std::string(16, 'p'))));
        while (!hangs_up) {
            const auto request = co_await receive(socket);
            const auto xid = static_cast<std::int32_t>(read_number(request));
            const auto operation = static_cast<std::int32_t>(read_number(request.substr(4)));
            if (operation != ping) asked.push_back(operation);
            const auto refused = operation == authenticate ? 0 : error;
            const auto path = operation == exists || operation == data || operation == list
                                  ? request.substr(12, read_number(request.substr(8)))
                                  : std::string{};
            const auto said = number(xid) + number<std::int64_t>(1) +
                              (refused ? number(refused) : answer(operation, path));
            co_await say(socket, text(spoil ? spoil(said) : said));
        }
    }

    std::string answer(std::int32_t operation, const std::string& path) const {
        const std::string stat = number<std::int64_t>(1) + number<std::int64_t>(1) +
                                 std::string(16, '\0') + std::string(12, '\0') +
                                 number<std::int64_t>(0x77) + std::string(8, '\0') +
                                 number<std::int64_t>(1);
        constexpr std::int32_t no_node = -101;
        std::string body = number<std::int32_t>(0);
        constexpr std::int32_t without_body[] = {ping, authenticate, watch_again, close};
        if (std::ranges::find(without_body, operation) != std::end(without_body)) return body;
        if (const auto found = data_of.find(path); found != data_of.end() && operation == data) {
            return body + text(found->second) + stat;
        }
        if (!children) return number(no_node);
        if (operation == data) return body + text("http://m1:8081") + stat;
        if (operation == exists) return body + stat;
        body += number(static_cast<std::int32_t>(children->size()));
        for (const auto& child : *children) body += text(child);
        return body;
    }
};

}  // namespace druidwatch::net

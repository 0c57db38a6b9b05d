#pragma once

#include <string>

#include <boost/asio/read.hpp>

#include "agent/net/on_loop.hpp"
#include "agent/probes/captures.hpp"

namespace druidwatch::probes::zookeeper {

/// Imitates one ZooKeeper member's client port as far as the probes go: four-letter words, and
/// sessions with a timeout of 90 ms.
class StandIn {
  public:
    explicit StandIn(net::Loop& loop)
        : server_(loop, [this](auto& socket, int) { return serve(socket); }) {}

    Endpoint endpoint() const { return server_.endpoint(); }
    /// It does not listen any more.
    void die() { server_.close(); }
    /// Ends the sessions that are held, as a member does that loses its quorum.
    void drop_sessions() {
        for (auto* socket : sessions_) socket->close();
    }

    std::string mntr = capture("zookeeper/healthy.n3.mntr.txt");
    std::string srvr = capture("zookeeper/healthy.n3.srvr.txt");
    std::string conf = capture("zookeeper/healthy.n1.conf.txt");
    enum class Sessions { granted, refused, silent, garbled } sessions = Sessions::granted;
    int zxid = 5;
    bool mute = false;               ///< keeps sessions, and says nothing in them any more
    bool babbles = false;            ///< says in sessions what nobody asked for
    int granted = 0;                 ///< sessions
    std::vector<std::string> words;  ///< as they were asked
    int farewells = 0;
    int pings = 0;

  private:
    using Socket = net::ScriptedServer::Socket;

    net::Task<void> serve(Socket& socket) {
        std::string word(4, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(word),
                                         boost::asio::use_awaitable);
        if (word[0] == '\0') {
            co_await serve_session(socket);
            co_return;
        }
        words.push_back(word);
        std::string answer = "imok";
        if (word == "mntr") answer = mntr;
        if (word == "srvr") answer = srvr;
        if (word == "conf") answer = conf;
        co_await net::say(socket, answer);
    }

    net::Task<void> serve_session(Socket& socket) {
        std::string request(45, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(request),
                                         boost::asio::use_awaitable);
        if (sessions == Sessions::refused) co_return;
        if (sessions == Sessions::garbled) co_await net::say(socket, std::string(8, '\0'));
        if (sessions == Sessions::granted) {
            std::string grant(41, '\0');
            grant[3] = 37;
            grant[11] = 90;  // the timeout, in ms
            grant[19] = 1;   // the session's id
            grant[23] = 16;  // of its password
            co_await net::say(socket, grant);
            ++granted;
        }
        while (babbles) co_await net::say(socket, std::string(4, '\0'));  // empty frames
        sessions_.push_back(&socket);
        const std::unique_ptr<Socket, std::function<void(Socket*)>> leaving(
            &socket, [this](Socket* it) { std::erase(sessions_, it); });
        std::string header(12, '\0');
        for (;;) {
            co_await boost::asio::async_read(socket, boost::asio::buffer(header),
                                             boost::asio::use_awaitable);
            if (header[11] != '\x0b') break;
            ++pings;
            if (mute) continue;
            std::string pong(20, '\0');
            pong[3] = 16;
            pong.replace(4, 4, "\xff\xff\xff\xfe", 4);
            pong[15] = static_cast<char>(zxid);
            co_await net::say(socket, pong);
        }
        ++farewells;
    }

    std::vector<Socket*> sessions_;
    net::ScriptedServer server_;
};

}  // namespace druidwatch::probes::zookeeper

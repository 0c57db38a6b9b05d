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
        : loop_(loop), server_(loop, [this](auto& socket, int) { return serve(socket); }) {}

    Endpoint endpoint() const { return server_.endpoint(); }
    /// It does not listen any more.
    void die() { server_.close(); }
    /// Ends the sessions that are held, as a member does that loses its quorum.
    void drop_sessions() {
        for (auto* socket : sessions_) socket->close();
    }

    std::string ruok = "imok";
    std::string mntr = capture("zookeeper/healthy.n3.mntr.txt");
    std::string srvr = capture("zookeeper/healthy.n3.srvr.txt");
    std::string conf = capture("zookeeper/healthy.n1.conf.txt");
    enum class Sessions { granted, refused, silent, garbled } sessions = Sessions::granted;
    int session_timeout = 90;  ///< ms, as it grants them
    int zxid = 5;
    bool mute = false;               ///< keeps sessions, and says nothing in them any more
    milliseconds pongs_take{0};      ///< how late each one is
    bool babbles = false;            ///< says in sessions what nobody asked for
    bool enforces_auth = false;      ///< as with enforce.auth.enabled
    bool takes_digest = true;        ///< as a scheme that satisfies it
    int granted = 0;                 ///< sessions
    int authentications = 0;         ///< asked for
    int refusals = 0;                ///< for want of one
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
        std::string answer = ruok;
        if (word == "mntr") answer = mntr;
        if (word == "srvr") answer = srvr;
        if (word == "conf") answer = conf;
        co_await net::say(socket, answer);
    }

    net::Task<void> serve_session(Socket& socket) {
        std::string wanted(45, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(wanted),
                                         boost::asio::use_awaitable);
        if (sessions == Sessions::refused) co_return;
        if (sessions == Sessions::garbled) co_await net::say(socket, std::string(8, '\0'));
        if (sessions == Sessions::granted) {
            std::string grant(41, '\0');
            grant[3] = 37;
            grant[10] = static_cast<char>(session_timeout >> 8);
            grant[11] = static_cast<char>(session_timeout & 0xff);
            grant[19] = 1;   // the session's id
            grant[23] = 16;  // of its password
            co_await net::say(socket, grant);
            ++granted;
        }
        while (babbles) co_await net::say(socket, std::string(4, '\0'));  // empty frames
        sessions_.push_back(&socket);
        const std::unique_ptr<Socket, std::function<void(Socket*)>> leaving(
            &socket, [this](Socket* it) { std::erase(sessions_, it); });
        bool known = false;
        for (;;) {
            const auto request = co_await receive(socket);
            const char operation = request[7];
            if (operation == ping) ++pings;
            if (operation == authenticate) ++authentications;
            if (operation == authenticate) known = takes_digest;
            if (mute) continue;
            const bool refused = enforces_auth && !known && operation != authenticate;
            if (operation == ping && pongs_take > 0ms) {
                co_await loop_.wheel().sleep_until(loop_.in(pongs_take));
            }
            co_await net::say(socket, answer_to(request, refused ? -124 : 0));
            if (operation == farewell && !refused) ++farewells;
            if (refused) ++refusals;
            if (operation == farewell || refused) break;
        }
    }

    static constexpr char ping = 11;
    static constexpr char authenticate = 100;
    static constexpr char farewell = -11;

    static net::Task<std::string> receive(Socket& socket) {
        std::string request(4, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(request),
                                         boost::asio::use_awaitable);
        request.resize(static_cast<unsigned char>(request[3]));
        co_await boost::asio::async_read(socket, boost::asio::buffer(request),
                                         boost::asio::use_awaitable);
        co_return request;
    }

    std::string answer_to(const std::string& request, int error) const {
        std::string answer(20, '\0');
        answer[3] = 16;
        answer.replace(4, 4, request, 0, 4);
        if (error == 0) answer[15] = static_cast<char>(zxid);
        for (int i = 0; i < 4; ++i) {
            answer[static_cast<std::size_t>(16 + i)] = static_cast<char>(error >> (24 - 8 * i));
        }
        return answer;
    }

    net::Loop& loop_;
    std::vector<Socket*> sessions_;
    net::ScriptedServer server_;
};

}  // namespace druidwatch::probes::zookeeper

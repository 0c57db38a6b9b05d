#pragma once

#include <exception>
#include <functional>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "base/endpoint.hpp"
#include "net/loop.hpp"

namespace druidwatch::net {

/// Runs a test's coroutine to its end. One that hangs fails instead.
inline void run(Loop& loop, const std::function<Task<void>()>& body) {
    std::exception_ptr escaped;
    bool ended = false;
    const auto whole = [&]() -> Task<void> {
        try {
            co_await body();
            ended = true;
        } catch (...) {
            escaped = std::current_exception();
        }
        loop.stop();
    };
    // Not on the wheel, for a test may shift its clock.
    boost::asio::steady_timer patience(loop.context(), 20s);
    patience.async_wait([&loop](const auto& error) {
        if (!error) loop.stop();
    });
    loop.spawn(whole());
    loop.run();
    if (escaped && !ended) std::rethrow_exception(escaped);
    REQUIRE(ended);
}

/// A server on loopback; each of its connections is a coroutine of the test.
class ScriptedServer {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Script = std::function<Task<void>(Socket& socket, int connection)>;

    ScriptedServer(Loop& loop, Script script)
        : state_(std::make_shared<State>(loop, std::move(script))) {
        listener_ = loop.start(accept(state_));
    }

    Endpoint endpoint() const { return {"127.0.0.1", state_->port}; }
    std::string url(const std::string& path) const {
        return "http://" + to_string(endpoint()) + path;
    }
    int connections() const { return state_->connections; }

    /// Nobody listens any more.
    void close() { state_->acceptor.close(); }

  private:
    struct State {
        State(Loop& its_loop, Script its_script)
            : loop(its_loop),
              acceptor(loop.context(), {boost::asio::ip::address_v4::loopback(), 0}),
              port(acceptor.local_endpoint().port()),
              script(std::move(its_script)) {}
        Loop& loop;
        boost::asio::ip::tcp::acceptor acceptor;
        std::uint16_t port;
        Script script;
        int connections = 0;
    };

    static Task<void> accept(std::shared_ptr<State> state) {
        for (;;) {
            boost::system::error_code error;
            auto socket = co_await state->acceptor.async_accept(
                boost::asio::redirect_error(boost::asio::use_awaitable, error));
            if (error) co_return;
            state->loop.spawn(serve(state, std::move(socket), ++state->connections));
        }
    }

    static Task<void> serve(std::shared_ptr<State> state, Socket socket, int connection) {
        try {
            co_await state->script(socket, connection);
        } catch (const boost::system::system_error&) {
            co_return;  // the client left; the test looks at what the client saw
        }
    }

    std::shared_ptr<State> state_;
    TaskHandle listener_;
};

inline Task<void> say(ScriptedServer::Socket& socket, std::string bytes) {
    co_await boost::asio::async_write(socket, boost::asio::buffer(bytes),
                                      boost::asio::use_awaitable);
}

/// Until `end` was read, or the peer closed: false.
inline Task<bool> hear(ScriptedServer::Socket& socket, std::string end) {
    std::string heard;
    char chunk[512];
    while (heard.find(end) == std::string::npos) {
        boost::system::error_code error;
        const auto count = co_await socket.async_read_some(
            boost::asio::buffer(chunk),
            boost::asio::redirect_error(boost::asio::use_awaitable, error));
        if (error) co_return false;
        heard.append(chunk, count);
    }
    co_return true;
}

inline void reset(ScriptedServer::Socket& socket) {
    socket.set_option(boost::asio::socket_base::linger(true, 0));
    socket.close();
}

/// A port of loopback on which nobody listens.
inline std::uint16_t deserted_port(Loop& loop) {
    boost::asio::ip::tcp::acceptor acceptor(loop.context(),
                                            {boost::asio::ip::address_v4::loopback(), 0});
    return acceptor.local_endpoint().port();
}

}  // namespace druidwatch::net

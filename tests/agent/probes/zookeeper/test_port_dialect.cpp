#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "agent/net/on_loop.hpp"
#include "agent/probes/zookeeper/stand_in.hpp"
#include "probes/zookeeper/session.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using net::Task;
using Socket = net::ScriptedServer::Socket;
namespace ssl = boost::asio::ssl;

namespace {

std::string file(const std::string& name) { return DRUIDWATCH_FIXTURES "/tls/" + name; }

/// A TLS client port: silent to what is no hello, and with TLS it answers a word.
class TlsPort {
  public:
    explicit TlsPort(net::Loop& loop)
        : context_(ssl::context::tls_server),
          server_(loop, [this](Socket& socket, int) { return serve(socket); }) {
        context_.use_certificate_chain_file(file("server.pem"));
        context_.use_private_key_file(file("server.key"), ssl::context::pem);
    }

    Endpoint endpoint() const { return {"localhost", server_.endpoint().port}; }
    int connections() const { return server_.connections(); }

  private:
    Task<void> serve(Socket& socket) {
        char first = 0;
        co_await socket.async_receive(boost::asio::buffer(&first, 1), Socket::message_peek,
                                      boost::asio::use_awaitable);
        if (first != 22) {
            co_await net::hear(socket, "nothing that will come");
            co_return;
        }
        ssl::stream<Socket&> stream(socket, context_);
        co_await stream.async_handshake(ssl::stream_base::server, boost::asio::use_awaitable);
        char word[4];
        co_await stream.async_read_some(boost::asio::buffer(word), boost::asio::use_awaitable);
        co_await boost::asio::async_write(stream, boost::asio::buffer("imok", 4),
                                          boost::asio::use_awaitable);
    }

    ssl::context context_;
    net::ScriptedServer server_;
};

Member member(net::Loop& loop, const Endpoint& endpoint, bool tls) {
    Member it{.endpoint = endpoint, .dialect = std::make_shared<PortDialect>(loop, endpoint, tls)};
    if (tls) it.tls = net::TlsFiles{.ca_file = file("ca.pem")};
    return it;
}

Task<Result<std::string>> ask(net::Loop& loop, const Member& member, milliseconds patience = 5s) {
    auto said = co_await ask_word(loop, member, "ruok", loop.in(patience), 1000);
    co_return said.bytes;
}

/// Asks until the answer is one, or a failure for that reason.
Task<Result<std::string>> ask_until(net::Loop& loop, const Member& member, Reason reason) {
    for (;;) {
        auto answer = co_await ask(loop, member, 20ms);
        if (answer || answer.error().reason == reason) co_return answer;
        co_await loop.wheel().sleep_until(loop.in(5ms));
    }
}

}  // namespace

TEST_CASE("a TLS port that is asked in plain is silent once, and then known to speak TLS") {
    net::Loop loop;
    TlsPort port(loop);
    net::run(loop, [&]() -> Task<void> {
        const auto plain = member(loop, port.endpoint(), false);
        CHECK((co_await ask(loop, plain, 20ms)).error().reason == Reason::timed_out);
        const auto answer = co_await ask_until(loop, plain, Reason::tls);
        REQUIRE(!answer);
        CHECK(answer.error().attempted == "ruok");
        CHECK(answer.error().answer == "it speaks TLS: give the zookeeper section `tls`");
        const auto connections = port.connections();
        const auto session = co_await Session::open(loop, plain, 6s, loop.in(5s));
        CHECK(session.error().reason == Reason::tls);
        CHECK(port.connections() == connections);  // nothing more is asked of it in vain
        CHECK(co_await ask(loop, member(loop, port.endpoint(), true)) == "imok");
    });
}

TEST_CASE("a server that is frozen stays silent, and is looked at once a minute") {
    seconds shift{0};
    net::Loop loop([&] { return system_now() + shift; });
    int hellos = 0;
    const net::ScriptedServer frozen(loop, [&](Socket& socket, int) -> Task<void> {
        char first = 0;
        co_await socket.async_read_some(boost::asio::buffer(&first, 1), boost::asio::use_awaitable);
        if (first == 22) ++hellos;
        co_await net::hear(socket, "nothing that will come");
    });
    net::run(loop, [&]() -> Task<void> {
        const auto plain = member(loop, frozen.endpoint(), false);
        const auto silent = [&]() -> Task<void> {
            CHECK((co_await ask(loop, plain, 20ms)).error().reason == Reason::timed_out);
        };
        co_await silent();
        while (hellos == 0) co_await loop.wheel().sleep_until(loop.in(5ms));
        co_await silent();
        CHECK(hellos == 1);
        shift = 61s;
        co_await silent();
        while (hellos == 1) co_await loop.wheel().sleep_until(loop.in(5ms));
    });
}

TEST_CASE("a port that was understood a moment ago is not suspected") {
    net::Loop loop;
    bool frozen = false;
    const net::ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await net::hear(socket, frozen ? "nothing that will come" : "ruok");
        co_await net::say(socket, "imok");
    });
    net::run(loop, [&]() -> Task<void> {
        const auto plain = member(loop, server.endpoint(), false);
        CHECK(co_await ask(loop, plain) == "imok");
        frozen = true;
        for (int i = 0; i < 3; ++i) CHECK(!co_await ask(loop, plain, 20ms));
    });
    CHECK(server.connections() == 4);
}

TEST_CASE("TLS towards a plain port is hung up on, and then known to be plain") {
    net::Loop loop;
    const net::ScriptedServer plain(loop, [](Socket& socket, int) -> Task<void> {
        std::string word(4, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(word),
                                         boost::asio::use_awaitable);
        if (word == "srvr") co_await net::say(socket, "Zookeeper version: 3.8.0\n");
    });
    net::run(loop, [&]() -> Task<void> {
        const auto tls = member(loop, plain.endpoint(), true);
        const auto first = co_await ask(loop, tls);
        REQUIRE(!first);
        // By a reset where bytes of the hello were left unread.
        CHECK(cluster::same_meaning(first.error().reason, Reason::closed));
        CHECK(first.error().answer.contains("secureClientPort"));
        CHECK(first.error().answer.contains("maxClientCnxns"));
        const auto answer = co_await ask_until(loop, tls, Reason::tls);
        REQUIRE(!answer);
        CHECK(answer.error().answer.contains("secureClientPort"));
    });
}

TEST_CASE("connections that are exhausted are closed on in either dialect, and stay so") {
    net::Loop loop;
    const net::ScriptedServer exhausted(loop, [](Socket&, int) -> Task<void> { co_return; });
    net::run(loop, [&]() -> Task<void> {
        const auto tls = member(loop, exhausted.endpoint(), true);
        CHECK(!co_await ask(loop, tls));
        while (exhausted.connections() < 2) co_await loop.wheel().sleep_until(loop.in(5ms));
        for (int i = 0; i < 3; ++i) {
            const auto answer = co_await ask(loop, tls);
            REQUIRE(!answer);
            CHECK(cluster::same_meaning(answer.error().reason, Reason::closed));
        }
    });
}

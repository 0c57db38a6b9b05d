#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include "mariadb_stand_in.hpp"
#include "net/mariadb.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
namespace ssl = boost::asio::ssl;
using Socket = ScriptedServer::Socket;

namespace {

std::string file(const std::string& name) { return DRUIDWATCH_FIXTURES "/tls/" + name; }

/// Speaks TLS as MariaDB does: after a greeting in plain, when it is asked for.
class TlsStandIn {
  public:
    explicit TlsStandIn(Loop& loop)
        : context_(ssl::context::tls_server),
          server_(loop, [this](Socket& socket, int) { return serve(socket); }) {
        context_.use_certificate_chain_file(file("server.pem"));
        context_.use_private_key_file(file("server.key"), ssl::context::pem);
    }

    Endpoint by_name() const { return {"localhost", server_.endpoint().port}; }
    Endpoint by_address() const { return server_.endpoint(); }

  private:
    Task<void> serve(Socket& socket) {
        co_await say(socket, mariadb::greeting(true));
        char request[36];
        co_await boost::asio::async_read(socket, boost::asio::buffer(request),
                                         boost::asio::use_awaitable);
        ssl::stream<Socket&> stream(socket, context_);
        co_await stream.async_handshake(ssl::stream_base::server, boost::asio::use_awaitable);
        for (int number = 3;; number = 1) {
            char said[1024];
            co_await stream.async_read_some(boost::asio::buffer(said), boost::asio::use_awaitable);
            co_await boost::asio::async_write(stream, boost::asio::buffer(mariadb::ok(number)),
                                              boost::asio::use_awaitable);
        }
    }

    ssl::context context_;
    ScriptedServer server_;
};

MariadbTarget target(Endpoint endpoint, const std::string& mode, const std::string& authorities) {
    MariadbTarget target{.endpoint = std::move(endpoint),
                         .words = {{"user", "druidwatch"}, {"sslmode", mode}},
                         .password = "secret"};
    if (!authorities.empty()) target.words["sslrootcert"] = file(authorities);
    return target;
}

Task<std::optional<Reason>> try_it(Loop& loop, MariadbTarget to, milliseconds patience = 10s) {
    MariadbConnection connection(loop);
    const auto connected = co_await connection.connect(std::move(to), loop.in(patience));
    co_return connected ? std::optional<Reason>{} : connected.error().reason;
}

}  // namespace

TEST_CASE(
    "the certificate of MariaDB must be of the configured name, though an address is dialled") {
    Loop loop;
    const TlsStandIn server(loop);
    run(loop, [&]() -> Task<void> {
        CHECK(co_await try_it(loop, target(server.by_name(), "verify-full", "ca.pem")) ==
              std::nullopt);
        CHECK(co_await try_it(loop, target(server.by_address(), "verify-full", "ca.pem")) ==
              Reason::tls);
        CHECK(co_await try_it(loop, target(server.by_name(), "verify-full", "")) == Reason::tls);
        CHECK(co_await try_it(loop, target(server.by_name(), "verify-full", "client.pem")) ==
              Reason::tls);
    });
}

TEST_CASE("verify-ca looks at who signed, require at nothing unless authorities are named") {
    Loop loop;
    const TlsStandIn server(loop);
    run(loop, [&]() -> Task<void> {
        CHECK(co_await try_it(loop, target(server.by_address(), "verify-ca", "ca.pem")) ==
              std::nullopt);
        CHECK(co_await try_it(loop, target(server.by_address(), "verify-ca", "client.pem")) ==
              Reason::tls);
        CHECK(co_await try_it(loop, target(server.by_address(), "verify-ca", "")) == Reason::tls);
        CHECK(co_await try_it(loop, target(server.by_address(), "require", "")) == std::nullopt);
        CHECK(co_await try_it(loop, target(server.by_address(), "require", "client.pem")) ==
              Reason::tls);
        CHECK(co_await try_it(loop, target(server.by_address(), "prefer", "client.pem")) ==
              std::nullopt);
    });
}

TEST_CASE("an error that somebody else left to OpenSSL is not taken for one of the session") {
    Loop loop;
    const TlsStandIn server(loop);
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(
            co_await connection.connect(target(server.by_address(), "require", ""), loop.in(10s)));
        ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
        const auto answers = co_await connection.query("DO 1", loop.in(10s));
        CHECK_FALSE(answers.stopped);
        CHECK(connection.connected());
    });
}

TEST_CASE("where TLS is asked for, nothing is said to a server that has none") {
    Loop loop;
    std::string said;
    Waiter gone;
    const ScriptedServer plain(loop, [&](Socket& socket, int) -> Task<void> {
        const auto greeting = mariadb::greeting();
        co_await say(socket, greeting.substr(0, 9));
        co_await say(socket, greeting.substr(9));
        for (char byte = 0;; said += byte) {
            boost::system::error_code error;
            co_await socket.async_read_some(
                boost::asio::buffer(&byte, 1),
                boost::asio::redirect_error(boost::asio::use_awaitable, error));
            if (error) break;
        }
        gone.wake();
    });
    const auto mode = GENERATE(as<std::string>{}, "require", "verify-ca", "verify-full");
    run(loop, [&]() -> Task<void> {
        CHECK(co_await try_it(loop, target(plain.endpoint(), mode, "ca.pem")) == Reason::tls);
        co_await gone.wait();
    });
    CHECK(said.find("druidwatch") == std::string::npos);
    CHECK(said.size() <= 5);  // to quit, at most
}

TEST_CASE("a server that falls silent when TLS should begin holds nobody else up") {
    Loop loop;
    int turns = 0;
    const ScriptedServer silent(loop, [](Socket& socket, int) -> Task<void> {
        co_await say(socket, mariadb::greeting(true));
        co_await hear(socket, "nothing that will come");
    });
    const auto mode = GENERATE(as<std::string>{}, "prefer", "verify-full");
    // It outlives the loop, in which the task that it makes ends a turn after it was cancelled.
    const auto counts = [&]() -> Task<void> {
        for (;; ++turns) co_await loop.wheel().sleep_until(loop.in(5ms));
    };
    run(loop, [&]() -> Task<void> {
        const auto beside = loop.start(counts());
        CHECK(co_await try_it(loop, target(silent.endpoint(), mode, "ca.pem"), 200ms) ==
              Reason::timed_out);
    });
    CHECK(turns >= 5);
}

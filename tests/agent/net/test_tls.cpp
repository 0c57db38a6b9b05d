#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/http.hpp"
#include "net/stream.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
namespace ssl = boost::asio::ssl;
using Socket = ScriptedServer::Socket;

namespace {

std::string file(const std::string& name) { return DRUIDWATCH_FIXTURES "/tls/" + name; }

const TlsFiles trusting{.ca_file = file("ca.pem")};
const TlsFiles known{
    .ca_file = file("ca.pem"), .cert_file = file("client.pem"), .key_file = file("client.key")};

// A TLS server that answers each line with "imok", over HTTP too if asked so.
class TlsServer {
  public:
    TlsServer(Loop& loop, bool wants_certificate)
        : context_(ssl::context::tls_server),
          server_(loop, [this](Socket& socket, int) { return serve(socket); }) {
        context_.use_certificate_chain_file(file("server.pem"));
        context_.use_private_key_file(file("server.key"), ssl::context::pem);
        if (!wants_certificate) return;
        context_.load_verify_file(file("ca.pem"));
        context_.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    }

    Endpoint by_name() const { return {"localhost", server_.endpoint().port}; }
    Endpoint by_address() const { return server_.endpoint(); }
    std::string url(const Endpoint& host) const { return "https://" + to_string(host) + "/"; }

    Waiter end;

  private:
    Task<void> serve(Socket& socket) {
        ssl::stream<Socket&> stream(socket, context_);
        co_await stream.async_handshake(ssl::stream_base::server, boost::asio::use_awaitable);
        char line[1024];
        const auto size =
            co_await stream.async_read_some(boost::asio::buffer(line), boost::asio::use_awaitable);
        const bool http = std::string_view(line, size).starts_with("GET ");
        const std::string answer =
            http ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nimok" : "imok";
        co_await boost::asio::async_write(stream, boost::asio::buffer(answer),
                                          boost::asio::use_awaitable);
        if (http) co_await end.wait();
    }

    ssl::context context_;
    ScriptedServer server_;
};

Task<Result<std::string>> ask(Loop& loop, Endpoint endpoint, TlsFiles files) {
    auto stream = co_await Stream::connect(loop, endpoint, &files, loop.in(10s), "ruok");
    if (!stream) co_return std::unexpected(stream.error());
    auto written = co_await stream->write_all("ruok", loop.in(10s));
    if (!written) co_return std::unexpected(written.error());
    co_return co_await stream->read_to_end(loop.in(10s), 100);
}

Task<Result<HttpResponse>> get(HttpClient& client, std::string url, TlsFiles files) {
    HttpRequest request{.url = std::move(url), .deadline = 10s};
    request.identity = std::make_shared<HttpIdentity>(HttpIdentity{.tls = std::move(files)});
    return client.send(std::move(request));
}

}  // namespace

TEST_CASE("a server is trusted by its authority and its name") {
    Loop loop;
    HttpClient client(loop);
    const TlsServer server(loop, false);
    run(loop, [&]() -> Task<void> {
        CHECK(co_await ask(loop, server.by_name(), trusting) == "imok");
        const auto response = co_await get(client, server.url(server.by_name()), trusting);
        REQUIRE(response);
        CHECK(response->body == "imok");
    });
}

TEST_CASE("a server of an unknown authority, or under another name, fails by TLS") {
    Loop loop;
    HttpClient client(loop);
    const TlsServer server(loop, false);
    run(loop, [&]() -> Task<void> {
        const auto reason_of_stream = [&](Endpoint endpoint, TlsFiles files) -> Task<Reason> {
            co_return (co_await ask(loop, endpoint, files)).error().reason;
        };
        const auto reason_of_http = [&](Endpoint endpoint, TlsFiles files) -> Task<Reason> {
            co_return (co_await get(client, server.url(endpoint), files)).error().reason;
        };
        const TlsFiles stranger{.ca_file = file("client.pem")};
        const TlsFiles missing{.ca_file = file("no such file")};
        CHECK(co_await reason_of_stream(server.by_name(), stranger) == Reason::tls);
        CHECK(co_await reason_of_http(server.by_name(), stranger) == Reason::tls);
        CHECK(co_await reason_of_stream(server.by_address(), trusting) == Reason::tls);
        CHECK(co_await reason_of_http(server.by_address(), trusting) == Reason::tls);
        CHECK(co_await reason_of_stream(server.by_name(), missing) == Reason::tls);
        CHECK(co_await reason_of_http(server.by_name(), missing) == Reason::tls);
    });
}

TEST_CASE("a server that wants a certificate gets ours, and without one fails by TLS") {
    Loop loop;
    HttpClient client(loop);
    const TlsServer server(loop, true);
    run(loop, [&]() -> Task<void> {
        CHECK(co_await ask(loop, server.by_name(), known) == "imok");
        CHECK(co_await get(client, server.url(server.by_name()), known));
        CHECK((co_await ask(loop, server.by_name(), trusting)).error().reason == Reason::tls);
        CHECK((co_await get(client, server.url(server.by_name()), trusting)).error().reason ==
              Reason::tls);
    });
}

TEST_CASE("whoever shows no certificate does not go on a connection of who did") {
    Loop loop;
    HttpClient client(loop);
    TlsServer server(loop, true);
    run(loop, [&]() -> Task<void> {
        const auto url = server.url(server.by_name());
        REQUIRE(co_await get(client, url, known));  // its connection is kept
        CHECK((co_await get(client, url, trusting)).error().reason == Reason::tls);
        server.end.wake();
    });
}

TEST_CASE("what TLS failed by is told with the file, the name or the setting to look at") {
    Loop loop;
    const TlsServer server(loop, false);
    const TlsServer wants_certificate(loop, true);
    run(loop, [&]() -> Task<void> {
        const auto words = [&](Endpoint endpoint, TlsFiles files) -> Task<std::string> {
            co_return (co_await ask(loop, endpoint, files)).error().answer;
        };
        const TlsFiles stranger{.ca_file = file("client.pem")};
        CHECK_THAT(co_await words(server.by_name(), stranger),
                   Catch::EndsWith("its authority is not in " + file("client.pem")));
        CHECK_THAT(co_await words(server.by_name(), {}),
                   Catch::EndsWith("set ca_file to the authority that signed it"));
        CHECK_THAT(co_await words(server.by_address(), trusting),
                   Catch::EndsWith("it is not for 127.0.0.1"));
        CHECK_THAT(co_await words(wants_certificate.by_name(), trusting),
                   Catch::Contains("set cert_file and key_file"));
        TlsFiles not_signed = known;
        not_signed.cert_file = file("server.pem");
        CHECK_THAT(co_await words(server.by_name(), not_signed),
                   Catch::StartsWith(file("client.key")));
    });
}

TEST_CASE("TLS towards a server that speaks none fails by what that does") {
    Loop loop;
    const ScriptedServer plain(loop, [](Socket& socket, int) -> Task<void> {
        char byte[16];
        co_await socket.async_read_some(boost::asio::buffer(byte), boost::asio::use_awaitable);
        co_await say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    const ScriptedServer closes(loop, [](Socket& socket, int) -> Task<void> {
        char hello[2048];
        co_await socket.async_read_some(boost::asio::buffer(hello), boost::asio::use_awaitable);
    });
    HttpClient client(loop);
    run(loop, [&]() -> Task<void> {
        CHECK((co_await ask(loop, plain.endpoint(), trusting)).error().reason == Reason::tls);
        CHECK((co_await ask(loop, closes.endpoint(), trusting)).error().reason == Reason::closed);
        const auto url = "https://" + to_string(closes.endpoint()) + "/";
        CHECK((co_await get(client, url, trusting)).error().reason == Reason::closed);
    });
}

TEST_CASE("the end of an idle TLS connection is told") {
    Loop loop;
    HttpClient client(loop);
    TlsServer server(loop, false);
    Waiter lost;
    run(loop, [&]() -> Task<void> {
        const auto url = server.url(server.by_name());
        client.watch_connection(url, [&](Loss) { lost.wake(); });
        REQUIRE(co_await get(client, url, trusting));
        server.end.wake();
        co_await lost.wait();
    });
}

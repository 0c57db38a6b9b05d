#include <fmt/format.h>

#include "net/http.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

constexpr auto request_end = "\r\n\r\n";

std::string answer(const std::string& body, const std::string& headers = "",
                   const std::string& status = "200 OK") {
    return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                       headers, body);
}

// Answers every request of a connection with the same.
ScriptedServer::Script always(std::string bytes) {
    return [bytes](Socket& socket, int) -> Task<void> {
        while (co_await hear(socket, request_end)) co_await say(socket, bytes);
    };
}

Task<Result<HttpResponse>> get(HttpClient& client, std::string url,
                               milliseconds deadline = milliseconds(10s)) {
    return client.send({.url = std::move(url), .deadline = deadline});
}

Task<Reason> reason_of_get(HttpClient& client, std::string url,
                           milliseconds deadline = milliseconds(10s)) {
    const auto response = co_await get(client, std::move(url), deadline);
    REQUIRE_FALSE(response);
    co_return response.error().reason;
}

}  // namespace

TEST_CASE("an answer has its status, body, type and times") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer server(
        loop, always(answer(R"({"leader":true})", "Content-Type: application/json\r\n", "404 No")));
    run(loop, [&]() -> Task<void> {
        const auto before = loop.now().mono;
        const auto response = co_await get(client, server.url("/x?y=z"));
        REQUIRE(response);
        CHECK(response->status == 404);
        CHECK(response->body == R"({"leader":true})");
        CHECK(response->content_type == "application/json");
        CHECK(before <= response->asked.mono);
        CHECK(response->asked.mono <= response->answered.mono);
        CHECK_FALSE(response->reused_connection);
    });
}

TEST_CASE("a connection is kept for the next request, unless that wants a new one") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer server(loop, always(answer("yes")));
    run(loop, [&]() -> Task<void> {
        CHECK_FALSE((co_await get(client, server.url("/a")))->reused_connection);
        CHECK((co_await get(client, server.url("/b")))->reused_connection);
        CHECK(server.connections() == 1);
        const auto fresh = co_await client.send({.url = server.url("/c"), .new_connection = true});
        CHECK_FALSE(fresh->reused_connection);
        CHECK((co_await get(client, server.url("/d")))->reused_connection);
        CHECK(server.connections() == 2);
    });
}

TEST_CASE("a redirect is told, not followed") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer server(
        loop, always(answer("", "Location: http://m2:8081/druid\r\n", "307 Temporary Redirect")));
    run(loop, [&]() -> Task<void> {
        const auto response = co_await get(client, server.url("/"));
        REQUIRE(response);
        CHECK(response->status == 307);
        CHECK(response->location == "http://m2:8081/druid");
        CHECK(server.connections() == 1);
    });
}

TEST_CASE("a body is posted with its type, and who we are") {
    Loop loop;
    HttpClient client(loop);
    std::string heard;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        char chunk[2048];
        while (heard.find("[1]") == std::string::npos) {
            const auto count = co_await socket.async_read_some(boost::asio::buffer(chunk),
                                                               boost::asio::use_awaitable);
            heard.append(chunk, count);
        }
        co_await say(socket, answer("ok"));
    });
    run(loop, [&]() -> Task<void> {
        HttpRequest request{.method = "POST",
                            .url = server.url("/sql"),
                            .body = "[1]",
                            .content_type = "application/json",
                            .headers = {"X-Asked-By: test"}};
        request.identity = std::make_shared<HttpIdentity>(
            HttpIdentity{.username = "monitor", .password = "secret"});
        CHECK(co_await client.send(std::move(request)));
    });
    CHECK(heard.starts_with("POST /sql HTTP/1.1\r\n"));
    CHECK(heard.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(heard.find("X-Asked-By: test\r\n") != std::string::npos);
    CHECK(heard.find("Authorization: Basic bW9uaXRvcjpzZWNyZXQ=\r\n") != std::string::npos);
    CHECK(heard.find("Expect:") == std::string::npos);
}

TEST_CASE("a proxy in the environment is not used") {
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer server(loop, always(answer("yes")));
    run(loop, [&]() -> Task<void> { CHECK(co_await get(client, server.url("/"))); });
    unsetenv("http_proxy");
}

TEST_CASE("a failure names what was asked, of whom, and what came back") {
    Loop loop;
    HttpClient client(loop);
    const auto port = deserted_port(loop);
    run(loop, [&]() -> Task<void> {
        const auto response = co_await get(
            client, fmt::format("http://127.0.0.1:{}/druid/coordinator/v1/isLeader?x=1", port));
        REQUIRE_FALSE(response);
        CHECK(response.error() == Failure{Reason::refused, "GET /druid/coordinator/v1/isLeader",
                                          fmt::format("127.0.0.1:{}", port), "Connection refused"});
    });
}

TEST_CASE("each way to fail has its reason") {
    Loop loop;
    HttpClient client(loop);
    const auto asked_then = [&](auto then) {
        return ScriptedServer(loop, [then](Socket& socket, int) -> Task<void> {
            co_await hear(socket, request_end);
            co_await then(socket);
        });
    };
    const auto resets = asked_then([](Socket& socket) -> Task<void> {
        reset(socket);
        co_return;
    });
    const auto closes = asked_then([](Socket&) -> Task<void> { co_return; });
    const auto cut = asked_then([](Socket& socket) -> Task<void> {
        co_await say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    });
    const auto garbage = asked_then(
        [](Socket& socket) -> Task<void> { co_await say(socket, "SSH-2.0-OpenSSH_9.2p1\r\n"); });
    const auto endless = asked_then([](Socket& socket) -> Task<void> {
        co_await say(socket, "HTTP/1.1 200 OK\r\n\r\n");
        for (;;) co_await say(socket, std::string(4096, 'x'));
    });
    const auto headers = asked_then([](Socket& socket) -> Task<void> {
        co_await say(socket, "HTTP/1.1 200 OK\r\n");
        for (;;) co_await say(socket, "X-More: and more\r\n");
    });
    run(loop, [&]() -> Task<void> {
        CHECK(co_await reason_of_get(client, resets.url("/")) == Reason::reset);
        CHECK(co_await reason_of_get(client, closes.url("/")) == Reason::closed);
        CHECK(co_await reason_of_get(client, cut.url("/")) == Reason::closed);
        CHECK(co_await reason_of_get(client, garbage.url("/")) == Reason::protocol);
        CHECK(co_await reason_of_get(client, endless.url("/")) == Reason::too_large);
        CHECK(co_await reason_of_get(client, headers.url("/")) == Reason::too_large);
        CHECK(co_await reason_of_get(client, "http://no-such-host.invalid/") ==
              Reason::unreachable);
        CHECK(co_await reason_of_get(client, "zk1:2181") == Reason::protocol);
    });
}

TEST_CASE("silence and a body that never ends its trickle are late at the deadline") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer silent(loop, [](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "nothing that will come");
    });
    const ScriptedServer trickles(loop, [&](Socket& socket, int) -> Task<void> {
        co_await hear(socket, request_end);
        co_await say(socket, "HTTP/1.1 200 OK\r\n\r\n");
        for (;;) {
            co_await say(socket, "x");
            co_await loop.wheel().sleep_until(loop.in(5ms));
        }
    });
    run(loop, [&]() -> Task<void> {
        for (const auto& url : {silent.url("/"), trickles.url("/")}) {
            const auto deadline = loop.in(50ms);
            CHECK(co_await reason_of_get(client, url, 50ms) == Reason::timed_out);
            CHECK(loop.now().mono >= deadline - 1ms);
        }
    });
}

TEST_CASE("a kept connection that was closed between two requests costs nothing but a new one") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer one_each(loop, [](Socket& socket, int connection) -> Task<void> {
        co_await hear(socket, request_end);
        co_await say(socket, answer("yes"));
        // The second request is met by the end of the first connection.
        if (connection == 1) {
            co_await hear(socket, request_end);
            reset(socket);
        }
    });
    run(loop, [&]() -> Task<void> {
        CHECK(co_await get(client, one_each.url("/")));
        const auto second = co_await get(client, one_each.url("/"));
        REQUIRE(second);
        CHECK_FALSE(second->reused_connection);
        CHECK(one_each.connections() == 2);
    });
}

TEST_CASE("localhost is asked on its other address when nobody listens on the first") {
    Loop loop;
    HttpClient client(loop);
    boost::asio::ip::tcp::acceptor six(loop.context(),
                                       {boost::asio::ip::address_v6::loopback(), 0});
    const auto url = fmt::format("http://localhost:{}/", six.local_endpoint().port());
    run(loop, [&]() -> Task<void> {
        const auto serves = [&]() -> Task<void> {
            auto socket = co_await six.async_accept(boost::asio::use_awaitable);
            co_await always(answer("six"))(socket, 1);
        };
        const auto server = loop.start(serves());
        const auto response = co_await get(client, url);
        REQUIRE(response);
        CHECK(response->body == "six");
    });
}

TEST_CASE(
    "requests beyond the limit wait, and tell nothing of the target if their turn never came") {
    Loop loop;
    HttpClient client(loop, {.in_flight = 1});
    const ScriptedServer silent(loop, [](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "nothing that will come");
    });
    const ScriptedServer server(loop, always(answer("yes")));
    run(loop, [&]() -> Task<void> {
        const auto hogs = [&]() -> Task<void> { co_await get(client, silent.url("/"), 60ms); };
        loop.spawn(hogs());
        CHECK(co_await reason_of_get(client, server.url("/"), 10ms) == Reason::unreachable);
        CHECK(co_await get(client, server.url("/")));
        CHECK(server.connections() == 1);
    });
}

TEST_CASE("a cancelled request is abandoned, and its place is free again") {
    Loop loop;
    HttpClient client(loop, {.in_flight = 1});
    Waiter asked;
    const ScriptedServer silent(loop, [&](Socket& socket, int) -> Task<void> {
        co_await hear(socket, request_end);
        asked.wake();
        co_await hear(socket, "nothing that will come");
    });
    const ScriptedServer server(loop, always(answer("yes")));
    run(loop, [&]() -> Task<void> {
        const auto asks = [&]() -> Task<void> { co_await get(client, silent.url("/")); };
        auto handle = loop.start(asks());
        co_await asked.wait();
        handle.cancel();
        CHECK(co_await get(client, server.url("/")));
    });
}

TEST_CASE("many origins are asked at once, each over its own connection") {
    Loop loop;
    HttpClient client(loop, {.origins_per_multi = 4});
    std::vector<ScriptedServer> servers;
    for (int i = 0; i < 30; ++i) servers.emplace_back(loop, always(answer(std::to_string(i))));
    int answered = 0;
    run(loop, [&]() -> Task<void> {
        Waiter all;
        const auto ask = [&](int i) -> Task<void> {
            for (int round = 0; round < 3; ++round) {
                const auto response =
                    co_await get(client, servers[static_cast<std::size_t>(i)].url("/"));
                REQUIRE(response);
                CHECK(response->body == std::to_string(i));
                CHECK(response->reused_connection == (round > 0));
            }
            if (++answered == 30) all.wake();
        };
        for (int i = 0; i < 30; ++i) loop.spawn(ask(i));
        co_await all.wait();
    });
    CHECK(answered == 30);
}

TEST_CASE("an origin is a scheme, a host and a port") {
    CHECK(origin_of_url("http://m1:8081/druid") == "http://m1:8081");
    CHECK(origin_of_url("https://m1/x?y") == "https://m1:443");
    CHECK(origin_of_url("http://[::1]:8081/") == "http://[::1]:8081");
    CHECK(origin_of_url("zk1:2181").empty());
}

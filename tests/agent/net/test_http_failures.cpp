#include <optional>

#include "http_server.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

Task<Reason> reason_of_get(HttpClient& client, std::string url,
                           milliseconds deadline = milliseconds(10s)) {
    const auto response = co_await get(client, std::move(url), deadline);
    REQUIRE_FALSE(response);
    co_return response.error().reason;
}

}  // namespace

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

TEST_CASE("a host that answers no connect is late each time, and takes no other's socket along") {
    namespace asio = boost::asio;
    Loop loop;
    std::optional<HttpClient> client(loop);
    asio::ip::tcp::acceptor full(loop.context(), asio::ip::tcp::v4());
    full.bind({asio::ip::address_v4::loopback(), 0});
    full.listen(0);
    asio::ip::tcp::socket takes_the_only_place(loop.context());
    takes_the_only_place.connect(full.local_endpoint());
    const auto url = fmt::format("http://127.0.0.1:{}/", full.local_endpoint().port());
    asio::ip::tcp::socket other(loop.context());
    run(loop, [&]() -> Task<void> {
        for (int round = 0; round < 3; ++round) {
            CHECK(co_await reason_of_get(*client, url, 50ms) == Reason::timed_out);
        }
        other.open(asio::ip::tcp::v4());  // the kernel gives it the number that was freed last
        client.reset();
        CHECK(other.available() == 0);  // throws of one that is closed
    });
}

TEST_CASE("a kept connection that ends under the next request costs nothing but a new one") {
    const bool within_the_answer = GENERATE(false, true);
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer one_each(loop, [=](Socket& socket, int connection) -> Task<void> {
        co_await hear(socket, request_end);
        co_await say(socket, answer("yes"));
        if (connection > 1) co_return;
        co_await hear(socket, request_end);
        if (within_the_answer) {
            co_await say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
        } else {
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
        CHECK((co_await get(client, url))->reused_connection);
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

#include "http_server.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

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

#include "net/http.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

constexpr auto yes = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";

// Answers each connection once, then waits to be told how to end it.
struct EndableServer {
    explicit EndableServer(Loop& loop)
        : server(loop, [this](Socket& socket, int) -> Task<void> {
              co_await hear(socket, "\r\n\r\n");
              co_await say(socket, yes);
              co_await end.wait();
              if (by_reset) reset(socket);
          }) {}

    Waiter end;
    bool by_reset = false;
    ScriptedServer server;
};

struct Losses {
    std::vector<Loss> seen;
    Waiter next;

    auto recorder() {
        return [this](Loss loss) {
            seen.push_back(loss);
            next.wake();
        };
    }
};

}  // namespace

TEST_CASE("the end of an idle connection is told at once, by close and by reset") {
    const bool by_reset = GENERATE(false, true);
    Loop loop;
    HttpClient client(loop);
    EndableServer endable(loop);
    endable.by_reset = by_reset;
    Losses losses;
    run(loop, [&]() -> Task<void> {
        client.watch_connection(endable.server.url(""), losses.recorder());
        CHECK(co_await client.send({.url = endable.server.url("/")}));
        CHECK(losses.seen.empty());
        endable.end.wake();
        co_await losses.next.wait();
        CHECK(losses.seen == std::vector{Loss::unexpected});
    });
}

TEST_CASE("the end of a connection is told once, and not after unwatch") {
    Loop loop;
    HttpClient client(loop);
    EndableServer endable(loop);
    Losses losses;
    run(loop, [&]() -> Task<void> {
        client.watch_connection(endable.server.url(""), losses.recorder());
        co_await client.send({.url = endable.server.url("/")});
        endable.end.wake();
        co_await losses.next.wait();
        client.unwatch(endable.server.url(""));
        co_await client.send({.url = endable.server.url("/")});
        endable.end.wake();
        co_await loop.wheel().sleep_until(loop.in(30ms));
        CHECK(losses.seen.size() == 1);
    });
}

TEST_CASE("a server that merely closes idle connections is recognised, until it fails") {
    Loop loop;
    HttpClient client(loop);
    EndableServer endable(loop);
    Losses losses;
    run(loop, [&]() -> Task<void> {
        client.watch_connection(endable.server.url(""), losses.recorder());
        for (int i = 0; i < 3; ++i) {
            CHECK(co_await client.send({.url = endable.server.url("/")}));
            endable.end.wake();
            co_await losses.next.wait();
        }
        CHECK(losses.seen == std::vector{Loss::unexpected, Loss::unexpected, Loss::habit});
        endable.server.close();
        CHECK_FALSE(co_await client.send({.url = endable.server.url("/")}));
    });
}

TEST_CASE(
    "a process that dies resets new connections before it refuses: it is asked until it does") {
    Loop loop;
    HttpClient client(loop);
    Waiter end;
    Losses losses;
    std::optional<ScriptedServer> dying;
    dying.emplace(loop, [&](Socket& socket, int connection) -> Task<void> {
        if (connection == 1) {
            co_await hear(socket, "\r\n\r\n");
            co_await say(socket, yes);
            co_await end.wait();
        } else if (connection == 3) {
            dying->close();
        }
        reset(socket);
    });
    run(loop, [&]() -> Task<void> {
        const auto url = dying->url("/");
        client.watch_connection(dying->url(""), losses.recorder());
        co_await client.send({.url = url});
        end.wake();
        co_await losses.next.wait();
        const auto dead = co_await client.send({.url = url});
        REQUIRE_FALSE(dead);
        CHECK(dead.error().reason == Reason::refused);
        CHECK(dying->connections() == 3);
    });
}

TEST_CASE("a server that goes on resetting is left alone after six attempts") {
    Loop loop;
    HttpClient client(loop);
    const ScriptedServer server(loop, [](Socket& socket, int connection) -> Task<void> {
        if (connection == 1) {
            co_await hear(socket, "\r\n\r\n");
            co_await say(socket, yes);
        }
        reset(socket);
    });
    Losses losses;
    run(loop, [&]() -> Task<void> {
        client.watch_connection(server.url(""), losses.recorder());
        co_await client.send({.url = server.url("/")});
        co_await losses.next.wait();
        const auto sick = co_await client.send({.url = server.url("/")});
        REQUIRE_FALSE(sick);
        CHECK(sick.error().reason == Reason::reset);
        CHECK(server.connections() == 1 + 6);
        co_await client.send({.url = server.url("/")});
        CHECK(server.connections() == 1 + 6 + 1);
    });
}

TEST_CASE("bytes that nobody asked for are no loss; the end behind them is") {
    Loop loop;
    HttpClient client(loop);
    Waiter babble;
    Waiter end;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "\r\n\r\n");
        co_await say(socket, yes);
        co_await babble.wait();
        co_await say(socket, "HTTP/1.1 408 Request Timeout\r\n\r\n");
        co_await end.wait();
    });
    Losses losses;
    run(loop, [&]() -> Task<void> {
        client.watch_connection(server.url(""), losses.recorder());
        co_await client.send({.url = server.url("/")});
        babble.wake();
        co_await loop.wheel().sleep_until(loop.in(30ms));
        CHECK(losses.seen.empty());
        end.wake();
        co_await losses.next.wait();
        CHECK(losses.seen.size() == 1);
    });
}

TEST_CASE("a listener may unwatch and a client may go while connections idle") {
    Loop loop;
    auto client = std::make_unique<HttpClient>(loop);
    EndableServer endable(loop);
    Waiter told;
    run(loop, [&]() -> Task<void> {
        client->watch_connection(endable.server.url(""), [&](Loss) {
            client->unwatch(endable.server.url(""));
            told.wake();
        });
        co_await client->send({.url = endable.server.url("/")});
        endable.end.wake();
        co_await told.wait();
        co_await client->send({.url = endable.server.url("/")});
        client.reset();
        endable.end.wake();
        co_await loop.wheel().sleep_until(loop.in(10ms));
    });
}

#include "net/stream.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

Task<Result<Stream>> connect(Loop& loop, const Endpoint& endpoint) {
    return Stream::connect(loop, endpoint, nullptr, loop.in(10s), "ask");
}

// Holds its connection until the client leaves.
Task<void> stay_silent(Socket& socket, int) { co_await hear(socket, "nothing that will come"); }

}  // namespace

TEST_CASE("bytes go there and back") {
    Loop loop;
    const ScriptedServer echo(loop, [](Socket& socket, int) -> Task<void> {
        if (co_await hear(socket, "ruok")) co_await say(socket, "imok");
    });
    run(loop, [&]() -> Task<void> {
        auto stream = co_await connect(loop, echo.endpoint());
        REQUIRE(stream);
        REQUIRE(co_await stream->write_all("ruok", loop.in(10s)));
        CHECK(co_await stream->read_to_end(loop.in(10s), 100) == "imok");
    });
}

TEST_CASE("where nobody listens a connection is refused") {
    Loop loop;
    const Endpoint nobody{"127.0.0.1", deserted_port(loop)};
    run(loop, [&]() -> Task<void> {
        const auto stream = co_await connect(loop, nobody);
        REQUIRE_FALSE(stream);
        CHECK(stream.error() ==
              Failure{Reason::refused, "ask", to_string(nobody), "Connection refused"});
    });
}

TEST_CASE("localhost is refused only after each of its addresses was tried") {
    Loop loop;
    boost::asio::ip::tcp::acceptor six(loop.context(),
                                       {boost::asio::ip::address_v6::loopback(), 0});
    const std::uint16_t port = six.local_endpoint().port();
    run(loop, [&]() -> Task<void> { CHECK(co_await connect(loop, {"localhost", port})); });
}

TEST_CASE("a name that does not resolve is unreachable, under the name of the endpoint") {
    Loop loop;
    run(loop, [&]() -> Task<void> {
        const auto stream = co_await connect(loop, {"no-such-host.invalid", 2181});
        REQUIRE_FALSE(stream);
        CHECK(stream.error().reason == Reason::unreachable);
        CHECK(stream.error().target == "no-such-host.invalid:2181");
    });
}

TEST_CASE("silence ends at the deadline") {
    Loop loop;
    const ScriptedServer silent(loop, stay_silent);
    run(loop, [&]() -> Task<void> {
        auto stream = co_await connect(loop, silent.endpoint());
        REQUIRE(stream);
        char bytes[10];
        const auto deadline = loop.in(30ms);
        const auto read = co_await stream->read_some(bytes, deadline);
        CHECK(loop.now().mono >= deadline);
        REQUIRE_FALSE(read);
        CHECK(read.error().reason == Reason::timed_out);
    });
}

TEST_CASE("a deadline that several calls share is told as the time that they had together") {
    Loop loop;
    const ScriptedServer silent(loop, stay_silent);
    run(loop, [&]() -> Task<void> {
        const auto deadline = loop.in(40ms);
        auto stream = co_await Stream::connect(loop, silent.endpoint(), nullptr, deadline, "ask");
        REQUIRE(stream);
        co_await loop.wheel().sleep_until(deadline);
        char bytes[10];
        const auto read = co_await stream->read_some(bytes, deadline);
        REQUIRE_FALSE(read);
        CHECK(read.error().answer == "timed out after 40 ms");
    });
}

TEST_CASE("a server that trickles without end is too large, or late, whichever comes first") {
    Loop loop;
    const ScriptedServer endless(loop, [](Socket& socket, int) -> Task<void> {
        for (;;) co_await say(socket, "and on ");
    });
    const ScriptedServer stuck(loop, [](Socket& socket, int) -> Task<void> {
        co_await say(socket, "and");
        co_await stay_silent(socket, 0);
    });
    run(loop, [&]() -> Task<void> {
        auto stream = co_await connect(loop, endless.endpoint());
        REQUIRE(stream);
        CHECK((co_await stream->read_to_end(loop.in(10s), 1000)).error().reason ==
              Reason::too_large);
        auto other = co_await connect(loop, stuck.endpoint());
        REQUIRE(other);
        CHECK((co_await other->read_to_end(loop.in(20ms), 1000)).error().reason ==
              Reason::timed_out);
    });
}

TEST_CASE("reset and closed are told apart") {
    Loop loop;
    const ScriptedServer resets(loop, [](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "ruok");
        reset(socket);
    });
    const ScriptedServer closes(
        loop, [](Socket& socket, int) -> Task<void> { co_await hear(socket, "ruok"); });
    run(loop, [&]() -> Task<void> {
        char bytes[10];
        auto stream = co_await connect(loop, resets.endpoint());
        REQUIRE(stream);
        co_await stream->write_all("ruok", loop.in(10s));
        CHECK((co_await stream->read_some(bytes, loop.in(10s))).error().reason == Reason::reset);
        auto other = co_await connect(loop, closes.endpoint());
        REQUIRE(other);
        co_await other->write_all("ruok", loop.in(10s));
        CHECK((co_await other->read_some(bytes, loop.in(10s))).error().reason == Reason::closed);
    });
}

TEST_CASE("an idle connection tells at once how it was lost") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int connection) -> Task<void> {
        co_await hear(socket, "go");
        if (connection == 2) reset(socket);
        if (connection == 3) co_await say(socket, "surprise");
    });
    run(loop, [&]() -> Task<void> {
        for (const auto reason : {Reason::closed, Reason::reset, Reason::protocol}) {
            auto stream = co_await connect(loop, server.endpoint());
            REQUIRE(stream);
            co_await stream->write_all("go", loop.in(10s));
            CHECK((co_await stream->until_lost()).reason == reason);
        }
    });
}

TEST_CASE("a stream closed by its owner fails what is in progress on it") {
    Loop loop;
    const ScriptedServer silent(loop, stay_silent);
    run(loop, [&]() -> Task<void> {
        auto stream = co_await connect(loop, silent.endpoint());
        REQUIRE(stream);
        loop.post([&] { stream->close(); });
        CHECK((co_await stream->until_lost()).reason == Reason::closed);
    });
}

TEST_CASE("a cancelled task sees no failure of the stream it waits for") {
    Loop loop;
    const ScriptedServer silent(loop, stay_silent);
    bool saw_a_result = false;
    run(loop, [&]() -> Task<void> {
        Waiter connected;
        const auto reads = [&]() -> Task<void> {
            auto stream = co_await connect(loop, silent.endpoint());
            connected.wake();
            co_await stream->read_to_end(loop.in(10s), 100);
            saw_a_result = true;
        };
        auto handle = loop.start(reads());
        co_await connected.wait();
        handle.cancel();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK_FALSE(handle.running());
    });
    CHECK_FALSE(saw_a_result);
}

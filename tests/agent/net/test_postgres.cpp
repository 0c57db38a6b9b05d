#include "net/postgres.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

// A message of the protocol: its type, its length with itself, its content.
std::string message(char type, const std::string& content) {
    const auto size = static_cast<std::uint32_t>(content.size() + 4);
    std::string bytes{type};
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift & 0xff);
    return bytes + content;
}

std::string error(const std::string& severity, const std::string& state, const std::string& words) {
    const auto field = [](char type, const std::string& value) { return type + value + '\0'; };
    return message('E', field('S', severity) + field('V', severity) + field('C', state) +
                            field('M', words) + '\0');
}

const std::string ready = message('Z', "I");
const std::string welcome = message('R', std::string(4, '\0')) + ready;
const std::string done =
    message('1', "") + message('2', "") + message('C', "SET" + std::string(1, '\0'));

// One row of two columns, the second NULL.
const std::string row = [] {
    const std::string no_table(6, '\0');
    const std::string text("\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0", 12);
    const auto column = [&](const std::string& name) { return name + '\0' + no_table + text; };
    return message('1', "") + message('2', "") +
           message('T', std::string("\0\2", 2) + column("lsn") + column("lag")) +
           message('D', std::string("\0\2\0\0\0\3", 6) + "0/1" + "\xff\xff\xff\xff") +
           message('C', "SELECT 1" + std::string(1, '\0'));
}();

// What a server may say at any time: the value of a parameter.
const std::string news =
    message('S', std::string("search_path") + '\0' + std::string(1000, 'x') + '\0');

const std::string end_of_request = message('S', "");

Task<void> greet(Socket& socket) {
    co_await hear(socket, std::string(2, '\0'));
    co_await say(socket, welcome);
    co_await hear(socket, end_of_request);
    co_await say(socket, done + ready);
}

PostgresTarget target(const ScriptedServer& server) {
    return {.endpoint = server.endpoint(),
            .words = {{"user", "druidwatch"}, {"dbname", "druid"}, {"sslmode", "disable"}},
            .password = "secret",
            .application_name = "druidwatch"};
}

}  // namespace

TEST_CASE("rows are read by the names of their columns, and NULL is none") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, end_of_request);
        co_await say(socket, row + ready);
        co_await hear(socket, end_of_request);
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        CHECK(connection.connected());
        const auto rows = co_await connection.query("SELECT", {"druid"}, loop.in(10s));
        REQUIRE(rows);
        REQUIRE(rows->size() == 1);
        CHECK(rows->at(0, "lsn") == "0/1");
        CHECK(rows->has("lag"));
        CHECK_FALSE(rows->at(0, "lag"));
        CHECK_FALSE(rows->at(0, "nothing"));
        CHECK_FALSE(rows->at(1, "lsn"));
    });
}

TEST_CASE("an error of the server leaves the session in use") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, end_of_request);
        co_await say(socket, error("ERROR", "42501", "permission denied") + ready);
        co_await hear(socket, end_of_request);
        co_await say(socket, row + ready);
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto denied = co_await connection.query("SELECT", {}, loop.in(10s));
        REQUIRE_FALSE(denied);
        CHECK(denied.error() == Failure{Reason::not_allowed, "query", to_string(server.endpoint()),
                                        "42501: permission denied"});
        CHECK(co_await connection.query("SELECT", {}, loop.in(10s)));
    });
}

TEST_CASE("each way to fail at connecting has its reason") {
    Loop loop;
    const auto met_with = [&](std::string answer) {
        return ScriptedServer(loop, [answer](Socket& socket, int) -> Task<void> {
            co_await hear(socket, std::string(2, '\0'));
            co_await say(socket, answer);
        });
    };
    const auto starting = met_with(error("FATAL", "57P03", "the database system is starting up"));
    const auto full = met_with(error("FATAL", "53300", "sorry, too many clients already"));
    const auto stranger = met_with(error("FATAL", "28P01", "password authentication failed"));
    const auto closes = met_with("");
    const auto garbage = met_with("HTTP/1.1 400 Bad Request\r\n\r\n");
    const ScriptedServer silent(loop, [](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "nothing that will come");
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        const auto reason = [&](PostgresTarget to, milliseconds patience) -> Task<Reason> {
            const auto connected = co_await connection.connect(std::move(to), loop.in(patience));
            CHECK_FALSE(connection.connected());
            co_return connected.error().reason;
        };
        CHECK(co_await reason(target(starting), 10s) == Reason::starting_up);
        CHECK(co_await reason(target(full), 10s) == Reason::exhausted);
        CHECK(co_await reason(target(stranger), 10s) == Reason::authentication);
        CHECK(co_await reason(target(closes), 10s) == Reason::closed);
        CHECK(co_await reason(target(garbage), 10s) == Reason::protocol);
        CHECK(co_await reason(target(silent), 30ms) == Reason::timed_out);
        auto nobody = target(silent);
        nobody.endpoint.port = deserted_port(loop);
        CHECK(co_await reason(nobody, 10s) == Reason::refused);
    });
}

TEST_CASE(
    "a statement that is late ends the session, for its answer could be taken for the next's") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "nothing that will come");
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto late = co_await connection.query("SELECT", {}, loop.in(20ms));
        CHECK(late.error().reason == Reason::timed_out);
        CHECK_FALSE(connection.connected());
        const auto next = co_await connection.query("SELECT", {}, loop.in(10s));
        CHECK(next.error().reason == Reason::closed);
    });
}

TEST_CASE(
    "the end of an idle session is told once, with what the server said before it or without") {
    const bool said = GENERATE(false, true);
    Loop loop;
    Waiter end;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await end.wait();
        if (said) co_await say(socket, error("FATAL", "57P01", "terminating connection"));
    });
    int losses = 0;
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        Waiter lost;
        connection.on_lost([&] {
            ++losses;
            CHECK_FALSE(connection.connected());
            lost.wake();
        });
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        end.wake();
        co_await lost.wait();
    });
    CHECK(losses == 1);
}

TEST_CASE("an answer without end is too large, and a server that never stops talking is left") {
    Loop loop;
    Waiter silence_ends;
    const ScriptedServer server(loop, [&](Socket& socket, int connection) -> Task<void> {
        co_await greet(socket);
        if (connection == 1) co_await hear(socket, end_of_request);
        if (connection == 2) co_await silence_ends.wait();
        for (;;) co_await say(socket, connection == 1 ? row : news);
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto endless = co_await connection.query("SELECT", {}, loop.in(10s));
        REQUIRE_FALSE(endless);
        CHECK(endless.error().reason == Reason::too_large);
        CHECK_FALSE(connection.connected());

        Waiter lost;
        connection.on_lost([&] { lost.wake(); });
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        silence_ends.wake();
        co_await lost.wait();
        CHECK_FALSE(connection.connected());
    });
}

TEST_CASE("a session that its owner closes during a statement fails that") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "nothing that will come");
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        loop.post([&] { connection.close(); });
        const auto closed = co_await connection.query("SELECT", {}, loop.in(10s));
        CHECK(closed.error().reason == Reason::closed);
    });
}

TEST_CASE("a cancelled statement leaves no session of unknown state behind") {
    Loop loop;
    Waiter asked;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, end_of_request);
        asked.wake();
        co_await hear(socket, "nothing that will come");
    });
    run(loop, [&]() -> Task<void> {
        PostgresConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto asks = [&]() -> Task<void> {
            co_await connection.query("SELECT", {}, loop.in(10s));
        };
        auto handle = loop.start(asks());
        co_await asked.wait();
        handle.cancel();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK_FALSE(connection.connected());
    });
}

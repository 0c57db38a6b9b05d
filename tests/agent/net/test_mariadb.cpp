#include "mariadb_stand_in.hpp"
#include "net/mariadb.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;

namespace {

const std::string never = "nothing that will come";

/// Until the session is there, and its statements are limited.
Task<void> greet(Socket& socket) {
    co_await say(socket, mariadb::greeting());
    co_await hear(socket, "mysql_native_password");
    co_await say(socket, mariadb::ok(2));
    co_await hear(socket, "max_statement_time");
    co_await say(socket, mariadb::ok(1));
}

MariadbTarget target(const ScriptedServer& server) {
    return {.endpoint = server.endpoint(),
            .words = {{"user", "druidwatch"}, {"dbname", "druid"}, {"sslmode", "disable"}},
            .password = "secret",
            .application_name = "druidwatch"};
}

}  // namespace

TEST_CASE(
    "a batch brings one result per statement, by the names of its columns, and NULL is none") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "SHOW");
        co_await say(socket, mariadb::result(1, {"version", "lag"}, {"10.11", std::nullopt}, true) +
                                 mariadb::ok(6, true) + mariadb::result(7, {"Channel_Name"}, {}));
        co_await hear(socket, never);
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        CHECK(connection.connected());
        CHECK(connection.server_version() == "10.11.19-MariaDB");
        const auto answers = co_await connection.query("SELECT; SHOW", loop.in(10s));
        CHECK(!answers.stopped);
        REQUIRE(answers.results.size() == 3);
        CHECK(answers.results[0].at(0, "version") == "10.11");
        CHECK(answers.results[0].has("lag"));
        CHECK(!answers.results[0].at(0, "lag"));
        CHECK(answers.results[1].columns.empty());
        CHECK(answers.results[2].has("Channel_Name"));
        CHECK(answers.results[2].empty());
    });
}

TEST_CASE("a statement that fails ends its batch: what came before it is there, and the session") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "SHOW");
        co_await say(socket, mariadb::result(1, {"a"}, {"1"}, true) +
                                 mariadb::error(6, 1227, "42000", "Access denied; you need"));
        co_await hear(socket, "AGAIN");
        co_await say(socket, mariadb::result(1, {"a"}, {"2"}));
        co_await hear(socket, never);
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto denied = co_await connection.query("SELECT; SHOW", loop.in(10s));
        REQUIRE(denied.results.size() == 1);
        CHECK(denied.error == 1227);
        CHECK(denied.stopped == Failure{Reason::not_allowed, "query", to_string(server.endpoint()),
                                        "1227/42000: Access denied; you need"});
        const auto again = co_await connection.query("AGAIN", loop.in(10s));
        REQUIRE(again.results.size() == 1);
        CHECK(again.results[0].at(0, "a") == "2");
    });
}

TEST_CASE("each way to fail at connecting to MariaDB has its reason") {
    Loop loop;
    const auto met_with = [&](std::string answer) {
        return ScriptedServer(loop, [answer](Socket& socket, int) -> Task<void> {
            co_await say(socket, answer);
            co_await hear(socket, never);
        });
    };
    const auto full = met_with(mariadb::error(0, 1040, "08004", "Too many connections"));
    const auto blocked = met_with(mariadb::error(0, 1130, "HY000", "Host is not allowed"));
    const auto garbage = met_with("HTTP/1.1 400 Bad Request\r\n\r\n");
    const auto silent = met_with("");
    const ScriptedServer closes(loop, [](Socket&, int) -> Task<void> { co_return; });
    const ScriptedServer stranger(loop, [](Socket& socket, int) -> Task<void> {
        co_await say(socket, mariadb::greeting());
        co_await hear(socket, "mysql_native_password");
        co_await say(socket, mariadb::error(2, 1045, "28000", "Access denied for user"));
    });
    const ScriptedServer offline(loop, [](Socket& socket, int) -> Task<void> {
        co_await say(socket, mariadb::greeting());
        co_await hear(socket, "mysql_native_password");
        co_await say(socket, mariadb::error(2, 3032, "HY000", "The server is in offline mode"));
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        const auto reason = [&](MariadbTarget to, milliseconds patience) -> Task<Reason> {
            const auto connected = co_await connection.connect(std::move(to), loop.in(patience));
            CHECK_FALSE(connection.connected());
            co_return connected.error().reason;
        };
        CHECK(co_await reason(target(full), 10s) == Reason::exhausted);
        CHECK(co_await reason(target(blocked), 10s) == Reason::authentication);
        CHECK(co_await reason(target(stranger), 10s) == Reason::authentication);
        CHECK(co_await reason(target(offline), 10s) == Reason::starting_up);
        CHECK(co_await reason(target(closes), 10s) == Reason::closed);
        CHECK(co_await reason(target(garbage), 10s) == Reason::closed);
        CHECK(co_await reason(target(silent), 30ms) == Reason::timed_out);
        auto nobody = target(silent);
        nobody.endpoint.port = deserted_port(loop);
        CHECK(co_await reason(nobody, 10s) == Reason::refused);
    });
}

TEST_CASE("a batch that is late ends the session of MariaDB") {
    Loop loop;
    const bool begun = GENERATE(false, true);
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "SELECT");
        auto result = mariadb::result(1, {"a"}, {"1"});
        if (begun) co_await say(socket, result.substr(0, result.size() - 12));
        co_await hear(socket, never);
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto late = co_await connection.query("SELECT", loop.in(20ms));
        CHECK(late.stopped->reason == Reason::timed_out);
        CHECK_FALSE(connection.connected());
        const auto next = co_await connection.query("SELECT", loop.in(10s));
        CHECK(next.stopped->reason == Reason::closed);
    });
}

TEST_CASE("the end of an idle session of MariaDB is told once, announced or not") {
    const bool said = GENERATE(false, true);
    Loop loop;
    Waiter end;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await end.wait();
        if (said) co_await say(socket, mariadb::error(0, 1927, "70100", "Connection was killed"));
    });
    int losses = 0;
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
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

TEST_CASE("an answer of MariaDB without end is too large, in rows or in one value") {
    Loop loop;
    const ScriptedServer server(loop, [&](Socket& socket, int connection) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "SELECT");
        const auto result = mariadb::result(1, {"a"}, {std::string(200, 'x')});
        const auto head = result.substr(0, result.size() - 9 - 205);
        co_await say(socket, head);
        if (connection == 2) co_await say(socket, std::string("\xff\xff\xff\4", 4));
        for (int number = 4;; ++number) {
            if (connection == 2) {
                co_await say(socket, std::string(4096, 'x'));
            } else {
                co_await say(socket, mariadb::packet(number, mariadb::text(std::string(200, 'x'))));
            }
        }
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        // Of one value that is larger than a packet may be, the library says that it was cut off.
        for (const auto reason : {Reason::too_large, Reason::closed}) {
            REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
            const auto endless = co_await connection.query("SELECT", loop.in(10s));
            REQUIRE(endless.stopped);
            CHECK(endless.stopped->reason == reason);
            CHECK_FALSE(connection.connected());
        }
    });
}

TEST_CASE("a session of MariaDB that its owner closes during a batch fails that") {
    Loop loop;
    const ScriptedServer server(loop, [](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, never);
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        loop.post([&] { connection.close(); });
        const auto closed = co_await connection.query("SELECT", loop.in(10s));
        CHECK(closed.stopped->reason == Reason::closed);
    });
}

TEST_CASE("a cancelled batch leaves no session of MariaDB of unknown state behind") {
    Loop loop;
    Waiter asked;
    const ScriptedServer server(loop, [&](Socket& socket, int) -> Task<void> {
        co_await greet(socket);
        co_await hear(socket, "SELECT");
        asked.wake();
        co_await hear(socket, never);
    });
    run(loop, [&]() -> Task<void> {
        MariadbConnection connection(loop);
        REQUIRE(co_await connection.connect(target(server), loop.in(10s)));
        const auto asks = [&]() -> Task<void> {
            co_await connection.query("SELECT", loop.in(10s));
        };
        auto handle = loop.start(asks());
        co_await asked.wait();
        handle.cancel();
        co_await loop.wheel().sleep_until(loop.in(1ms));
        CHECK_FALSE(connection.connected());
    });
}

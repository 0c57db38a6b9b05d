#include <catch2/catch.hpp>

#include "mariadb_stand_in.hpp"
#include "net/mariadb_errors.hpp"
#include "net/mariadb_options.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

TEST_CASE("errors of a server of MySQL have their reasons by number and SQLSTATE") {
    const auto reason = [](unsigned code, std::string_view state) {
        return read_mariadb_error(code, state, "words").reason;
    };
    CHECK(reason(1045, "28000") == Reason::authentication);
    CHECK(reason(1698, "28000") == Reason::authentication);
    CHECK(reason(1040, "08004") == Reason::exhausted);
    CHECK(reason(1203, "42000") == Reason::exhausted);
    CHECK(reason(1226, "42000") == Reason::exhausted);
    for (const unsigned code : {1044U, 1049U, 1142U, 1143U, 1227U}) {
        CHECK(reason(code, "42000") == Reason::not_allowed);
    }
    CHECK(reason(1053, "08S01") == Reason::starting_up);
    CHECK(reason(3032, "HY000") == Reason::starting_up);
    CHECK(reason(1317, "70100") == Reason::timed_out);
    CHECK(reason(1969, "70100") == Reason::timed_out);
    CHECK(reason(3024, "HY000") == Reason::timed_out);
    CHECK(reason(1047, "08S01") == Reason::unavailable);
    CHECK(
        read_mariadb_error(1193, "HY000", "Unknown system variable 'a'") ==
        MariadbError{Reason::unavailable, "1193/HY000: Unknown system variable 'a'", 1193, false});
    CHECK(read_mariadb_error(1053, "08S01", "Server shutdown in progress").ends_session);
}

TEST_CASE("errors of the library tell what happened to the connection, and it is over") {
    const auto reason = [](unsigned code, std::string_view message) {
        const auto error = read_mariadb_error(code, "HY000", message);
        CHECK(error.answer == message);
        CHECK(error.server == 0);
        CHECK(error.ends_session);
        return error.reason;
    };
    CHECK(reason(2002, "Can't connect to server on '127.0.0.1' (111)") == Reason::refused);
    CHECK(reason(2002, "Can't connect to server on 'db1' (113)") == Reason::unreachable);
    CHECK(reason(2003, "Can't connect to MySQL server on 'db1' (110)") == Reason::timed_out);
    CHECK(reason(2005, "Unknown server host 'no-such-host.invalid' (-2)") == Reason::unreachable);
    CHECK(reason(2006, "Server has gone away") == Reason::closed);
    CHECK(reason(2013, "Lost connection to server during query") == Reason::closed);
    CHECK(reason(2013,
                 "Lost connection to server at 'handshake: reading initial communication "
                 "packet', system error: 0") == Reason::closed);
    CHECK(reason(2013,
                 "Lost connection to server at 'handshake: reading initial communication "
                 "packet', system error: 104") == Reason::reset);
    CHECK(reason(2026, "TLS/SSL error: self-signed certificate in certificate chain") ==
          Reason::tls);
    CHECK(reason(2020, "Packet too large") == Reason::too_large);
    CHECK(reason(2027, "Malformed packet") == Reason::protocol);
    CHECK(reason(2059, "Plugin caching_sha2_password could not be loaded") ==
          Reason::authentication);
}

TEST_CASE("what a server refuses before TLS begins keeps its reason") {
    CHECK(read_mariadb_error(2002, "HY000",
                             "Received error packet before completion of TLS handshake. The "
                             "authenticity of the following error cannot be verified: 1040 - Too "
                             "many connections") ==
          MariadbError{Reason::exhausted, "1040: Too many connections", 1040, true});
}

TEST_CASE("a greeting tells whether TLS can be had, once it is whole that far") {
    const auto with = mariadb::greeting(true);
    const auto without = mariadb::greeting(false);
    CHECK(read_greeting(with) == Greeting::offers_tls);
    CHECK(read_greeting(without) == Greeting::plain);
    CHECK(read_greeting(mariadb::error(0, 1040, "08004", "Too many")) == Greeting::other);
    for (std::size_t size = 0; size < 36; ++size) {
        CHECK(read_greeting(with.substr(0, size)) == Greeting::incomplete);
    }
}

TEST_CASE("the environment's variables of Connector/C are forgotten") {
    setenv("LIBMYSQL_PLUGINS", "evil", 1);
    setenv("MYSQL_PWD", "secret", 1);
    forget_mariadb_environment();
    CHECK(getenv("LIBMYSQL_PLUGINS") == nullptr);
    CHECK(getenv("MYSQL_PWD") == nullptr);
}

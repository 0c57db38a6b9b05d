#include <catch2/catch.hpp>

#include "net/postgres_errors.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

TEST_CASE("the SQLSTATE of a failed connect is read from the verbose text") {
    CHECK(read_connect_error(
              "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  57P03: "
              "the database system is starting up\nLOCATION:  ProcessStartupPacket, "
              "postmaster.c:2384\n") ==
          PostgresError{Reason::starting_up, "57P03: the database system is starting up"});
    CHECK(
        read_connect_error("connection to server at \"10.0.0.1\", port 5432 failed: FATAL:  53300: "
                           "sorry, too many clients already\n") ==
        PostgresError{Reason::exhausted, "53300: sorry, too many clients already"});
    CHECK(
        read_connect_error("connection to server at \"10.0.0.1\", port 5432 failed: FATAL:  28P01: "
                           "password authentication failed for user \"druid\"\n")
            .reason == Reason::authentication);
}

TEST_CASE("what libpq says itself is told apart by its words") {
    const auto reason_of_text = [](const char* text) { return read_connect_error(text).reason; };
    CHECK(reason_of_text(
              "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n"
              "\tIs the server running on that host and accepting TCP/IP connections?\n") ==
          Reason::refused);
    CHECK(reason_of_text(
              "server closed the connection unexpectedly\n\tThis probably means the server "
              "terminated abnormally\n") == Reason::closed);
    CHECK(reason_of_text("could not receive data from server: Connection reset by peer\n") ==
          Reason::reset);
    CHECK(reason_of_text("connection to server at \"h\", port 5432 failed: server does not support "
                         "SSL, but SSL was required\n") == Reason::tls);
    CHECK(
        reason_of_text("connection to server at \"h\", port 5432 failed: fe_sendauth: no password "
                       "supplied\n") == Reason::authentication);
    CHECK(reason_of_text("connection to server at \"h\", port 5432 failed: No route to host\n") ==
          Reason::unreachable);
    CHECK(reason_of_text("received invalid response to SSL negotiation: H\n") == Reason::protocol);
}

TEST_CASE("a preface that names only the server is left out of the answer") {
    CHECK(read_connect_error("connection to server at \"127.0.0.1\", port 1 failed: Connection "
                             "refused\n\tIs the server running?\n")
              .answer == "Connection refused");
}

TEST_CASE("classes of SQLSTATE mean what a person would do about them") {
    CHECK(reason_of_sqlstate("57P01") == Reason::starting_up);
    CHECK(reason_of_sqlstate("53200") == Reason::exhausted);
    CHECK(reason_of_sqlstate("28000") == Reason::authentication);
    CHECK(reason_of_sqlstate("42501") == Reason::not_allowed);
    CHECK(reason_of_sqlstate("3D000") == Reason::not_allowed);
    CHECK(reason_of_sqlstate("57014") == Reason::timed_out);
    CHECK(reason_of_sqlstate("55000") == Reason::unavailable);
}

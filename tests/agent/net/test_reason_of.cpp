#include <cerrno>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <catch2/catch.hpp>

#include "net/curl_transfer.hpp"
#include "net/reason_of.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using namespace std::chrono_literals;

TEST_CASE("an errno means for the node what its host or the path to it said") {
    CHECK(reason_of_errno(ECONNREFUSED) == Reason::refused);
    CHECK(reason_of_errno(ECONNRESET) == Reason::reset);
    CHECK(reason_of_errno(EPIPE) == Reason::reset);
    CHECK(reason_of_errno(ETIMEDOUT) == Reason::timed_out);
    CHECK(reason_of_errno(EHOSTUNREACH) == Reason::unreachable);
    CHECK(reason_of_errno(ENETUNREACH) == Reason::unreachable);
    CHECK(reason_of_errno(EMFILE) == Reason::unreachable);
}

TEST_CASE("a timeout is told in whole milliseconds, rounded up") {
    CHECK(words_of_timeout(2s) == "timed out after 2 s");
    CHECK(words_of_timeout(299ms + 1us) == "timed out after 300 ms");
}

TEST_CASE("the end of a stream is closed, with TLS's farewell and without") {
    CHECK(reason_of(boost::asio::error::eof) == Reason::closed);
    CHECK(reason_of(boost::asio::ssl::error::stream_truncated) == Reason::closed);
    CHECK(reason_of({1, boost::asio::error::get_ssl_category()}) == Reason::tls);
}

TEST_CASE("libcurl's verdicts keep refused, reset, closed, silent and TLS apart") {
    CHECK(reason_of_curl(CURLE_COULDNT_CONNECT, ECONNREFUSED, "") == Reason::refused);
    CHECK(reason_of_curl(CURLE_COULDNT_CONNECT, EHOSTUNREACH, "") == Reason::unreachable);
    CHECK(reason_of_curl(CURLE_OPERATION_TIMEDOUT, 0, "") == Reason::timed_out);
    CHECK(reason_of_curl(CURLE_GOT_NOTHING, 0, "Empty reply from server") == Reason::closed);
    CHECK(reason_of_curl(CURLE_RECV_ERROR, 0, "Recv failure: Connection reset by peer") ==
          Reason::reset);
    CHECK(reason_of_curl(CURLE_RECV_ERROR, 0,
                         "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate "
                         "required, errno 0") == Reason::tls);
    CHECK(
        reason_of_curl(CURLE_SSL_CONNECT_ERROR, 0,
                       "OpenSSL SSL_connect: Connection reset by peer in connection to m1:8281") ==
        Reason::reset);
    CHECK(reason_of_curl(CURLE_SSL_CONNECT_ERROR, 0,
                         "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to m1:8281") ==
          Reason::closed);
    CHECK(reason_of_curl(CURLE_SSL_CONNECT_ERROR, 0,
                         "error:0A00010B:SSL routines::wrong version number") == Reason::tls);
    CHECK(reason_of_curl(CURLE_PEER_FAILED_VERIFICATION, 0, "") == Reason::tls);
    CHECK(reason_of_curl(CURLE_UNSUPPORTED_PROTOCOL, 0, "Received HTTP/0.9 when not allowed") ==
          Reason::protocol);
}

TEST_CASE("a timeout names the time that there was, rounded up, or that there was none") {
    CHECK(words_of_timeout(1999600us) == "timed out after 2 s");
    CHECK(words_of_timeout(-158ms) == "timed out before it could be asked");
}

#include <catch2/catch.hpp>

#include "exporters/web/listen_address.hpp"

using namespace druidwatch::exporters;

TEST_CASE("a listen address is a host, or none for all, and a port, or 0 for any") {
    CHECK(parse_listen_address(":19105") == ListenAddress{"", 19105});
    CHECK(parse_listen_address("127.0.0.1:0") == ListenAddress{"127.0.0.1", 0});
    CHECK(parse_listen_address("[::1]:19105") == ListenAddress{"::1", 19105});
    CHECK(parse_listen_address("localhost:80") == ListenAddress{"localhost", 80});
}

TEST_CASE("what has no port is no listen address") {
    for (const auto* text : {"", "localhost", ":", "localhost:", ":http", ":65536", "[::1]"}) {
        CAPTURE(text);
        CHECK(!parse_listen_address(text));
    }
}

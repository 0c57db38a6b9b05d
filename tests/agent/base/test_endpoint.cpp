#include <catch2/catch.hpp>

#include "base/endpoint.hpp"

using namespace druidwatch;

TEST_CASE("an endpoint is host and port, IPv6 in brackets") {
    CHECK(parse_endpoint("zk1:2181") == Endpoint{"zk1", 2181});
    CHECK(parse_endpoint("[::1]:8081") == Endpoint{"::1", 8081});
    CHECK(to_string(Endpoint{"::1", 8081}) == "[::1]:8081");
    CHECK(parse_endpoint("zk1", 2181) == Endpoint{"zk1", 2181});
}

TEST_CASE("what is not host and port is no endpoint") {
    for (const auto* text :
         {"", ":2181", "zk1", "zk1:", "zk1:0", "zk1:65536", "zk1:21x", "[::1", "[::1]2181"}) {
        CAPTURE(text);
        CHECK(!parse_endpoint(text));
    }
}

TEST_CASE("a host is a name or an address, so an endpoint reads back as it was written") {
    for (const auto* text : {"a]b:1", "[a]b:1", "[a[b]:1", "a b:1", "a\nb:1", "\"a\":1", "a/b:1",
                             "\xc3\xa4:1", "u@a:1"}) {
        CAPTURE(text);
        CHECK(!parse_endpoint(text));
    }
    for (const auto& text : {"zk_1.example:2181", "[fe80::1%eth0]:2181", "10.0.0.1:1"}) {
        CHECK(to_string(parse_endpoint(text).value()) == text);
    }
}

TEST_CASE("the endpoint of a URL has the scheme's port and no credentials") {
    CHECK(endpoint_of_url("http://m1:8081/druid?x=1") == Endpoint{"m1", 8081});
    CHECK(endpoint_of_url("https://u:p@m1") == Endpoint{"m1", 443});
    CHECK(!endpoint_of_url("ftp://m1"));
}

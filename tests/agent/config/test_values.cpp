#include <catch2/catch.hpp>

#include "config/values.hpp"

using namespace druidwatch;
using namespace druidwatch::config;

TEST_CASE("a duration is a number and a unit, or several from the largest down") {
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("2s") == 2s);
    CHECK(parse_duration("5m") == 5min);
    CHECK(parse_duration("1h30m") == 90min);
    CHECK(parse_duration("90d") == 24h * 90);
    CHECK(parse_duration("2w") == 24h * 14);
    CHECK(parse_duration("0") == 0ms);
    CHECK(parse_duration("0s") == 0ms);
}

TEST_CASE("what is not a duration is refused with an example") {
    for (const auto* text : {"", "5", "s", "5 s", "-1s", "1.5s", "5min", "1m1h", "1s1s", "1y",
                             "99999999999999999999s", "9223372036854775807ms", "40000d"}) {
        CAPTURE(text);
        const auto duration = parse_duration(text);
        REQUIRE(!duration);
        CHECK(duration.error().message == "`" + std::string(text) + "` is not a duration");
        CHECK(duration.error().remedy.find("250ms") != std::string::npos);
    }
}

TEST_CASE("a printed duration is read as the same one, and is what a person would write") {
    CHECK(print_duration(0ms) == "0s");
    CHECK(print_duration(24h * 90) == "90d");
    CHECK(print_duration(24h * 14) == "2w");
    CHECK(print_duration(90min) == "1h30m");
    for (const auto duration : {1ms, 999ms, 1500ms, milliseconds{61s}, milliseconds{25h + 1ms}}) {
        CHECK(parse_duration(print_duration(duration)) == duration);
    }
}

TEST_CASE("a size has a binary unit") {
    CHECK(parse_size("64MiB") == 64LL << 20);
    CHECK(parse_size("10GiB") == 10LL << 30);
    CHECK(parse_size("512B") == 512);
    CHECK(print_size(64LL << 20) == "64MiB");
    CHECK(print_size(1025) == "1025B");
    CHECK(print_size(0) == "0B");
    for (const auto* text : {"", "64", "64MB", "64 MiB", "-1B", "1MiB1B", "9999999999TiB"}) {
        CAPTURE(text);
        CHECK(!parse_size(text));
    }
}

TEST_CASE("a URL is a base: scheme, host, perhaps port and prefix, without a slash at the end") {
    CHECK(parse_url("http://m1:8081") == "http://m1:8081");
    CHECK(parse_url("http://m1:8081/") == "http://m1:8081");
    CHECK(parse_url("https://am.example/alertmanager/") == "https://am.example/alertmanager");
    CHECK(parse_url("http://[::1]:8081") == "http://[::1]:8081");
}

TEST_CASE("a URL that can't be a base is refused, and says why") {
    const auto why = [](std::string_view text) { return parse_url(text).error().message; };
    CHECK(why("m1:8081") == "`m1:8081` is neither http nor https");
    CHECK(why("ftp://m1") == "`ftp://m1` is neither http nor https");
    CHECK(why("http://") == "`http://` names no host");
    CHECK(why("http://m1:0") == "`http://m1:0` has no valid port");
    CHECK(why("http://m1:65536") == "`http://m1:65536` has no valid port");
    CHECK(why("http://m1/?a=b") == "`http://m1/?a=b` has more than a path");
    CHECK(why("http://m 1") == "`http://m 1` is not a URL");
    CHECK(why("") == "`` is not a URL");
}

TEST_CASE("a URL with a password is refused without repeating the password") {
    const auto url = parse_url("http://monitor:hunter2@m1:8081");
    REQUIRE(!url);
    CHECK(url.error().message.find("hunter2") == std::string::npos);
    CHECK(url.error().remedy.find("password_file") != std::string::npos);
}

TEST_CASE("host:port needs both, and an IPv6 address its brackets") {
    CHECK(parse_host_port("zk1:2181") == Endpoint{"zk1", 2181});
    CHECK(parse_host_port("[::1]:2181") == Endpoint{"::1", 2181});
    for (const auto* text : {"zk1", "zk1:", "::1:2181", "http://zk1:2181", "zk1:2181/druid",
                             "zk1:2181,zk2:2181", "zk 1:2181"}) {
        CAPTURE(text);
        CHECK(!parse_host_port(text));
    }
}

TEST_CASE("a time says its zone") {
    const auto ten = parse_wall_time("2026-11-24T22:00:00Z");
    REQUIRE(ten);
    CHECK(rfc3339(*ten) == "2026-11-24T22:00:00.000Z");
    CHECK(parse_wall_time("2026-11-24T23:00:00+01:00") == ten);
    CHECK(parse_wall_time("2026-11-24 21:30:00-00:30") == ten);
    CHECK(parse_wall_time("2026-11-24T22:00:00.5Z") == *ten + 500ms);
    CHECK(print_wall_time(*ten) == "2026-11-24T22:00:00Z");
    for (const auto* text :
         {"", "2026-11-24", "2026-11-24T22:00:00", "2026-02-30T22:00:00Z", "2026-11-24T24:00:00Z",
          "2026-11-24T22:00:00.Z", "tomorrow at ten o'clock", "2026-11-24T22:00:00Zx",
          "2026-11-24T22:00:00+1:00"}) {
        CAPTURE(text);
        CHECK(!parse_wall_time(text));
    }
}

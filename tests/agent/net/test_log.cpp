#include <catch2/catch.hpp>

#include "net/log.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {
constexpr WallTime at{std::chrono::milliseconds(1795508102123)};
}

TEST_CASE("a logfmt line quotes what would break it") {
    CHECK(format_log_line(LogFormat::logfmt, LogLevel::warn, at, "lost a \"friend\"",
                          {{"node", "zk1:2181"}, {"error", "two words"}, {"empty", ""}}) ==
          "ts=2026-11-24T08:15:02.123Z level=warn msg=\"lost a \\\"friend\\\"\" node=zk1:2181 "
          "error=\"two words\" empty=\"\"");
}

TEST_CASE("a JSON line is one object on one line") {
    CHECK(
        format_log_line(LogFormat::json, LogLevel::info, at, "line\nbreak\x01",
                        {{"node", "zk1:2181"}}) ==
        R"({"ts":"2026-11-24T08:15:02.123Z","level":"info","msg":"line\nbreak\u0001","node":"zk1:2181"})");
}

TEST_CASE("formats and levels are named as Prometheus's tools name them") {
    CHECK(parse_log_format("json") == LogFormat::json);
    CHECK(parse_log_level("debug") == LogLevel::debug);
    CHECK_FALSE(parse_log_format("xml"));
    CHECK_FALSE(parse_log_level("INFO"));
}

TEST_CASE("a default log is silent") { Log().error("nobody hears"); }

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "watch/peer_report.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;

namespace {

std::string document(std::string_view nodes, std::string_view more_tiers = "") {
    return fmt::format(R"({{"agent":"watch2:19105","version":"1","taken":"2026-11-24T08:15:10.500Z",
        "clusters":[{{"name":"production","tiers":[{{"tier":"zookeeper","nodes":[{}]}}{}]}}]}})",
                       nodes, more_tiers);
}

std::string node(std::string_view state, std::string_view at) {
    return fmt::format(R"({{"node":"zk1:2181","state":"{}","last_answer_at":{}}})", state, at);
}

constexpr std::string_view two_seconds_ago = R"("2026-11-24T08:15:08.500Z")";

}  // namespace

TEST_CASE("a peer tells how long ago each node answered, by its own clock alone") {
    const auto report = read_peer_report(document(node("up", two_seconds_ago)));
    REQUIRE(report);
    CHECK(report->agent == "watch2:19105");
    CHECK(report->taken == "2026-11-24T08:15:10.500Z");
    // And its view may have been a second old.
    CHECK(report->clusters.at("production") == cluster::PeerReach{{"zk1:2181", 3s}});
}

TEST_CASE("only what answers the peer itself is reached by it") {
    for (const auto* state : {"up", "leading", "degraded"}) {
        CHECK(read_peer_report(document(node(state, two_seconds_ago)))
                  ->clusters["production"]
                  .size() == 1);
    }
    for (const auto* state : {"down", "rejected", "silent", "not_allowed", "unknown", "new"}) {
        CHECK(read_peer_report(document(node(state, two_seconds_ago)))
                  ->clusters["production"]
                  .empty());
    }
    CHECK(read_peer_report(document(node("up", "null")))->clusters["production"].empty());
}

TEST_CASE("of a node in two tiers the newest answer counts") {
    const auto report =
        read_peer_report(document(node("up", two_seconds_ago),
                                  fmt::format(R"(,{{"tier":"overlord","nodes":[{}]}})",
                                              node("leading", R"("2026-11-24T08:15:10.500Z")"))));
    CHECK(report->clusters.at("production").at("zk1:2181") == 1s);
}

TEST_CASE("a clock that was set back makes no answer of the future") {
    const auto report = read_peer_report(document(node("up", R"("2026-11-24T09:00:00Z")")));
    CHECK(report->clusters.at("production").at("zk1:2181") == 1s);
}

TEST_CASE("what is no answer of a druidwatch is an error") {
    for (const auto* other :
         {"", "<html>", "[]", "{}", R"({"agent":1})", R"({"agent":"a","taken":"b","clusters":[]})",
          R"({"agent":"a","taken":"2026-11-24T09:00:00Z","clusters":[{}]})"}) {
        CAPTURE(other);
        CHECK(!read_peer_report(other));
    }
}

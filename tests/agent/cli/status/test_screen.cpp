#include <catch2/catch.hpp>

#include "cli/status/screen.hpp"
#include "cli/status/status_json.hpp"
#include "support/agent_answers.hpp"

using namespace druidwatch;
using namespace druidwatch::cli;
using namespace druidwatch::test;

namespace {

const Look plain{};

std::string screen_of(const Look& look = plain) {
    return status_screen(view_of(clusters_answer("false"), alerts_answer()), look);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("the screen begins with the verdict") {
    CHECK(screen_of().find("production stands. One more ZooKeeper member may fail.\n") == 0);
}

TEST_CASE("each tier has its headroom, and each node a shape, a word and the age of its answer") {
    const auto screen = screen_of();
    CHECK(has(screen,
              "TIER       MAY FAIL  NODE      STATE          NOTE               LAST ANSWER\n"
              "zookeeper  1 more    zk1:2181  ♛ leading      leader             200 ms ago\n"
              "                     zk2:2181  ○ down         refused            never\n"
              "metadata   ?         pg2:5432  ? not allowed  standby · lag 2 s  2 s ago\n"));
}

TEST_CASE("a cause stands above its consequence, with evidence and runbook") {
    const auto screen = screen_of();
    CHECK(has(screen,
              "What is wrong\n"
              "✕ critical DruidHaQuorumLost, zookeeper, firing since 2026-11-24T02:59:46.000Z, "
              "for 14 s\n"
              "    No quorum is left.\n"
              "    zk2:2181: refused (2026-11-24T02:59:59.000Z)\n"
              "    runbook: https://runbooks.example/zookeeper/QuorumLost\n"
              "✕ warning DruidHaNodeDown, overlord m2:8090, firing since "
              "2026-11-24T02:59:30.000Z, for 30 s\n"
              "    m2:8090 is down.\n"
              "    cause: zookeeper QuorumLost\n"));
    CHECK(!has(screen, "DruidHaNoLeader"));
}

TEST_CASE("what could not be checked stands once, with all that it concerns") {
    CHECK(has(
        screen_of(),
        "Could not be checked\n"
        "? conf is not whitelisted: add it to 4lw.commands.whitelist\n"
        "    so not: zookeeper MemberForeign of zk2:2181, zookeeper LearnersOutOfSync of 2 nodes, "
        "zookeeper EnsembleSizeUnsafe\n"
        "? zk2:2181 conf: not in the whitelist\n"
        "    remedy: whitelist conf\n"));
}

TEST_CASE("of nothing wrong nothing is said") {
    const auto screen = status_screen(view_of(clusters_answer(), no_alerts()), plain);
    CHECK(!has(screen, "What is wrong"));
}

TEST_CASE("colour is used only where it may be") {
    CHECK(!has(screen_of(), "\x1b["));
    CHECK(has(screen_of({.colour = true}), "\x1b[31mproduction stands."));
}

TEST_CASE("no line of the table is wider than the terminal, as long as notes can give way") {
    const auto screen = screen_of({.columns = 70});
    CHECK(has(screen, "standby · …"));
    const auto begin = screen.find("TIER");
    const auto end = screen.find("\nWhat is wrong");
    std::string line;
    for (const char byte : screen.substr(begin, end - begin)) {
        if (byte != '\n') {
            line += byte;
            continue;
        }
        CAPTURE(line);
        CHECK(width_of(line) <= 70);
        line.clear();
    }
}

TEST_CASE("a picture that is too high says how much is left out") {
    CHECK(fitted("a\nb\nc\nd\n", {.rows = 4}) == "a\nb\n… 2 more lines\n");
    CHECK(fitted("a\nb\nc\n", {.rows = 4}) == "a\nb\nc\n");
    CHECK(fitted("a\nb\nc\n", {}) == "a\nb\nc\n");
}

TEST_CASE("the view as JSON has the exit status, and what is open and unknown") {
    const auto json = status_json(view_of(clusters_answer("null"), alerts_answer()));
    CHECK(has(json, R"("status":2)"));
    CHECK(has(json, R"("stands":null)"));
    CHECK(has(json, R"("name":"MemberForeign")"));
    CHECK(has(json, R"("remedy":"whitelist conf")"));
    CHECK(has(json, R"("lag_seconds":2.5E0)"));
    CHECK(!has(json, "DruidHaNoLeader"));
}

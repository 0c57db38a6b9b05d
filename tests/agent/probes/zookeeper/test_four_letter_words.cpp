#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/srvr.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

TEST_CASE("a word outside the whitelist is not allowed, and the failure names the remedy") {
    const auto answer = parse_mntr("mntr is not executed because it is not in the whitelist.\n");
    REQUIRE(!answer);
    CHECK(answer.error().reason == Reason::not_allowed);
    CHECK(answer.error().answer == "not whitelisted: add mntr to 4lw.commands.whitelist");
}

TEST_CASE("a connection that is closed without a word is closed, not down") {
    // What exhausted maxClientCnxns, a member between two states and an unknown word look like.
    for (const auto parse : {parse_mntr, parse_srvr}) {
        REQUIRE(!parse(""));
        CHECK(parse("").error().reason == Reason::closed);
    }
    CHECK(parse_ruok("").error().reason == Reason::closed);
    CHECK(parse_conf("").error().reason == Reason::closed);
}

TEST_CASE("a member says imok whether it serves or not") {
    CHECK(parse_ruok(capture("zookeeper/healthy.n1.ruok.txt")) == true);
    CHECK(parse_ruok(capture("zookeeper/noquorum-survivor-n2.n2.ruok.txt")) == true);
}

TEST_CASE("another protocol's answer is no answer") {
    const std::string http = "HTTP/1.1 400 Bad Request\r\n\r\n";
    CHECK(parse_ruok(http).error().reason == Reason::protocol);
    CHECK(parse_mntr(http).error().reason == Reason::protocol);
    CHECK(parse_srvr(http).error().reason == Reason::protocol);
    CHECK(parse_conf(http).error().reason == Reason::protocol);
    CHECK(parse_mntr(http).error().answer == "unreadable answer: HTTP/1.1 400 Bad Request");
}

TEST_CASE("the version is its three numbers, whatever the packager left behind them") {
    CHECK(version_number("3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC") == "3.8.0");
    CHECK(version_number("3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on x") ==
          "3.4.14");
    CHECK(version_number("3.8") == "");
    CHECK(version_number("unknown") == "");
    CHECK(version_number("3..8") == "");
    CHECK(version_number("3.8." + std::string(1000, '9')) == "");
}

TEST_CASE("no bytes break the readers of four-letter words") {
    survive_mutations(
        {capture("zookeeper/healthy.n3.mntr.txt"), capture("zookeeper/healthy.n3.srvr.txt"),
         capture("zookeeper/weighted.n3.conf.txt"), "imok",
         capture("zookeeper/noquorum-survivor-n2.n2.srvr.txt")},
        [](const std::string& answer) {
            (void)parse_ruok(answer);
            (void)parse_mntr(answer);
            (void)parse_srvr(answer);
            (void)parse_conf(answer);
        });
}

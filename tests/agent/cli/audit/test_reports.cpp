#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "cli/audit/json.hpp"
#include "cli/audit/text.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::auditing;

namespace {

std::vector<ClusterAudit> two_sentences() {
    const WallTime at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
    return {
        {.cluster = "production",
         .findings = {{"broker.several",
                       "The page",
                       "Several Brokers run.",
                       {Answer::kept, "There are 2.", {{"b1", "ready", at}, {"b2", "ready", at}}},
                       {}},
                      {"all.utc",
                       "The Doctor",
                       "That time zone is UTC.",
                       {Answer::broken, "b1 runs elsewhere.", {{"b1", "CET", at}}},
                       "Start it with UTC."}}}};
}

}  // namespace

TEST_CASE("the text names sentences below their source, who said the same in one line") {
    CHECK(text_of(two_sentences()) ==
          "production: 1 kept, 1 broken, 0 unknown.\n"
          "\n"
          "The page\n"
          "  kept     Several Brokers run.\n"
          "           There are 2.\n"
          "             b1, b2: ready\n"
          "\n"
          "The Doctor\n"
          "  BROKEN   That time zone is UTC.\n"
          "           b1 runs elsewhere.\n"
          "             b1: CET\n"
          "           Remedy: Start it with UTC.\n");
}

TEST_CASE("the JSON has every sentence with its answer, evidence and remedy") {
    const auto text = json_of(two_sentences(), WallTime{});
    CHECK(text.ends_with("}\n"));
    const auto document = boost::json::parse(text);
    CHECK(document.at("taken") == "1970-01-01T00:00:00.000Z");
    const auto& cluster = document.at("clusters").at(0);
    CHECK(cluster.at("name") == "production");
    CHECK(cluster.at("broken") == 1);
    const auto& utc = cluster.at("sentences").at(1);
    CHECK(utc.at("id") == "all.utc");
    CHECK(utc.at("answer") == "broken");
    CHECK(utc.at("remedy") == "Start it with UTC.");
    CHECK(utc.at("evidence").at(0).at("who") == "b1");
    CHECK(utc.at("evidence").at(0).at("said") == "CET");
}

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/documents.hpp"
#include "exporters/web/node_json.hpp"
#include "exporters/web/remedies.hpp"
#include "support/story.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
namespace json = boost::json;

namespace {

/// What became of one question to a node.
json::object asked(const watch::Snapshot& snapshot, std::string_view node,
                   std::string_view question, std::string_view tier) {
    const auto document = node_document(snapshot, "production", node);
    REQUIRE(document);
    const auto all = json::parse(*document).at("questions").as_array();
    for (const auto& each : all) {
        if (each.at("question") == json::value(json::string_view(question)) &&
            each.at("tier") == json::value(json::string_view(tier))) {
            return each.as_object();
        }
    }
    FAIL("nothing is asked of " << node << ": " << question);
    return {};
}

}  // namespace

TEST_CASE("a node tells every question that it is asked, in each of its tiers") {
    const auto snapshot = test::story("healthy").until(70s).snapshot();
    CHECK(asked(snapshot, "m1:8081", "isLeader", "coordinator").at("said") == "yes");
    const auto overlord = asked(snapshot, "m1:8081", "isLeader", "overlord");
    CHECK(overlord.at("ok") == true);
    CHECK(overlord.at("took_seconds").as_double() > 0);
    CHECK(overlord.at("failures").as_array().empty());
    CHECK(asked(snapshot, "zk1:2181", "new session", "zookeeper").at("said") == "granted");
}

TEST_CASE("a question that fails tells how, since when, and what was answered last") {
    const auto snapshot = test::story("quorum-lost").until(100s).snapshot();
    const auto question = asked(snapshot, "zk2:2181", "new session", "zookeeper");
    CHECK(question.at("ok") == false);
    CHECK_THAT(std::string(question.at("said").as_string()), Catch::Contains("refused"));
    CHECK(question.at("last_answer") == "granted");
    const auto& failures = question.at("failures").as_array();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].at("reason") == "refused");
    CHECK(failures[0].at("times").as_int64() > 40);
}

TEST_CASE("a question that was not asked yet is neither answered nor failed") {
    const auto snapshot = test::story("starting").until(1s).snapshot();
    const auto question = asked(snapshot, "zk1:2181", "new session", "zookeeper");
    CHECK(question.at("ok").is_null());
    CHECK(!question.contains("took_seconds"));
}

TEST_CASE("a question that we may not ask is told with its remedy") {
    auto story = test::story("healthy");
    auto snapshot = story.until(70s).snapshot();
    auto& member = snapshot.clusters.front().view.zookeeper->members.front();
    member.membership.record({.asked = snapshot.taken,
                              .answered = snapshot.taken,
                              .answer = std::unexpected(Failure{Reason::not_allowed, "conf",
                                                                "zk1:2181", "not whitelisted"})});
    const auto cluster = json::parse(*cluster_document(snapshot, "production"));
    const auto& refused = cluster.at("refused_questions").as_array();
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].at("node") == "zk1:2181");
    CHECK(refused[0].at("question") == "conf");
    CHECK_THAT(std::string(refused[0].at("remedy").as_string()),
               Catch::Contains("4lw.commands.whitelist"));
}

TEST_CASE("only what a person can change has a remedy") {
    CHECK(remedy("broker", Reason::refused).empty());
    CHECK(remedy("broker", Reason::timed_out).empty());
    for (const auto* tier : {"zookeeper", "metadata", "master", "broker"}) {
        CHECK(!remedy(tier, Reason::not_allowed).empty());
        CHECK(!remedy(tier, Reason::authentication).empty());
        CHECK(!remedy(tier, Reason::tls).empty());
    }
}

TEST_CASE("a node is in maintenance while a window is open for all of it") {
    auto snapshot = test::story("healthy").until(70s).snapshot();
    const auto paused = [&](std::map<std::string, std::string> match) {
        snapshot.maintenance = {{.match = std::move(match)}};
        const auto cluster = json::parse(*cluster_document(snapshot, "production"));
        std::size_t count = 0;
        for (const auto& tier : cluster.at("tiers").as_array()) {
            for (const auto& node : tier.at("nodes").as_array()) {
                count += node.at("in_maintenance").as_bool() ? 1 : 0;
            }
        }
        return count;
    };
    CHECK(paused({{"tier", "broker"}}) == 2);
    CHECK(paused({{"node", "zk1:2181"}}) == 1);
    CHECK(paused({{"severity", "warning"}}) == 0);
    CHECK(paused({{"druid_cluster", "staging"}}) == 0);
}

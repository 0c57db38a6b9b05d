#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/history_desk.hpp"
#include "exporters/web/history_json.hpp"
#include "exporters/web/history_query.hpp"
#include "exporters/web/routes.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

namespace {

namespace json = boost::json;

const WallTime noon = WallTime{} + 24h * 20'000 + 12h;  // 2024-10-04T12:00:00Z

json::object document_of(const history::Event& event) {
    const auto text = history_document({.from = noon - 1h, .to = noon}, {{event}, true, false}, {});
    return json::parse(text).as_object();
}

json::object only_event(const history::Event& event) {
    return document_of(event).at("events").as_array().at(0).as_object();
}

/// As the server does with what comes later.
Response answered(const Request& request, const Context& context) {
    auto response = respond(request, context);
    if (!response.later) return response;
    boost::asio::io_context loop;
    auto later = boost::asio::co_spawn(loop, response.later(), boost::asio::use_future);
    loop.run();
    return finished(later.get(), request);
}

}  // namespace

TEST_CASE("who asks for history without a word gets the last day") {
    const auto query = read_history_query("", noon);
    REQUIRE(query);
    CHECK(query->to == noon);
    CHECK(query->from == noon - 24h);
    CHECK(query->limit == history_limit);
    CHECK_FALSE(query->cluster);
    CHECK_FALSE(query->kind);
}

TEST_CASE("history is asked for by cluster, kind, time and count") {
    const auto query = read_history_query(
        "cluster=a%20%26+b&kind=alert_fired&from=2024-10-01T00:00:00Z&to=2024-10-02T02:00:00%2B02:"
        "00&limit=7",
        noon);
    INFO((query ? "" : query.error()));
    REQUIRE(query);
    CHECK(query->cluster == "a & b");
    CHECK(query->kind == history::Kind::alert_fired);
    CHECK(query->to - query->from == 24h);
    CHECK(query->limit == 7);
}

TEST_CASE("a question for history that can't be read is told what there is") {
    for (const auto* query :
         {"from=yesterday", "to=1", "kind=failover", "limit=0", "limit=5001", "limit=-1",
          "limit=5x", "limit=", "from=2030-01-01T00:00:00Z", "cluster=%zz"}) {
        const auto read = read_history_query(query, noon);
        REQUIRE_FALSE(read);
        CHECK(read.error().contains("agent_started"));
        CHECK(read.error().contains("limit= at most 5000"));
    }
}

TEST_CASE("a change of leader is shown with its proofs, its gap and what was lost") {
    const auto event =
        only_event({.at = noon,
                    .cluster = "production",
                    .tier = "metadata",
                    .what = history::LeaderChange{.from = "pg1:5432",
                                                  .to = "pg2:5432",
                                                  .last_proof_of_old = noon - 7s,
                                                  .first_proof_of_new = noon,
                                                  .gap = std::chrono::microseconds(7'000'000),
                                                  .lost_bytes = 512}});
    CHECK(event.at("kind") == "leader_change");
    CHECK(event.at("at") == "2024-10-04T12:00:00.000Z");
    CHECK(event.at("druid_cluster") == "production");
    CHECK(event.at("tier") == "metadata");
    CHECK(event.at("from") == "pg1:5432");
    CHECK(event.at("to") == "pg2:5432");
    CHECK(event.at("last_proof_of_old") == "2024-10-04T11:59:53.000Z");
    CHECK(event.at("gap_seconds") == 7.0);
    CHECK(event.at("lost_bytes") == 512);
    CHECK_FALSE(event.contains("lost_transactions"));
}

TEST_CASE("an alert, an overlap and the agent are shown as the rest of the API names them") {
    const auto alert =
        only_event({.at = noon,
                    .cluster = "production",
                    .tier = "master",
                    .what = history::AlertChange{.resolved = true,
                                                 .name = "NodeDown",
                                                 .node = "m1:8081",
                                                 .severity = "warning",
                                                 .since = noon - 1min,
                                                 .description = "m1:8081 is down.",
                                                 .cause = "",
                                                 .evidence = {{"m1:8081", "refused", noon}}}});
    CHECK(alert.at("kind") == "alert_resolved");
    CHECK(alert.at("alert") == "DruidHaNodeDown");
    CHECK(alert.at("since") == "2024-10-04T11:59:00.000Z");
    CHECK(alert.at("evidence").as_array().at(0).at("said") == "refused");
    const auto overlap =
        only_event({.at = noon,
                    .cluster = "production",
                    .tier = "overlord",
                    .what = history::Overlap{"m1:8081", "m2:8081", noon, noon + 400ms, false}});
    CHECK(overlap.at("nodes") == json::array{"m1:8081", "m2:8081"});
    CHECK(overlap.at("until") == "2024-10-04T12:00:00.400Z");
    const auto agent =
        only_event({.at = noon, .what = history::AgentChange{true, true, "w1", "1"}});
    CHECK(agent.at("kind") == "agent_stopped");
    CHECK(agent.at("cut_off") == true);
}

TEST_CASE("the document says where it is from, whether there is more, and how the disk stands") {
    auto document = document_of({.at = noon, .what = history::AgentChange{}});
    CHECK(document.at("source") == "disk");
    CHECK(document.at("more") == true);
    CHECK(document.at("storage").is_null());
    const history::HistoryStatus full{.ok = false, .last_error = "disk is full", .since = noon};
    document = json::parse(history_document({}, {.from_memory = true}, full)).as_object();
    CHECK(document.at("source") == "memory");
    CHECK(document.at("storage").at("ok") == false);
    CHECK(document.at("storage").at("last_error") == "disk is full");
}

TEST_CASE("/api/v1/history answers what the archive has, and packs what is long") {
    const auto archive = std::make_shared<history::Archive>(
        history::ArchiveSettings{.storage = {}, .agent = "watch1:19105", .version = "1"},
        [] { return Instant{{}, noon}; });
    for (int i = 0; i < 20; ++i) {
        archive->record({{.at = noon,
                          .cluster = "production",
                          .tier = "overlord",
                          .what = history::LeaderChange{.from = "m1", .to = "m2"}}});
    }
    HistoryDesk desk(archive);
    const Context context{.now = {{}, noon}, .history = &desk};
    const auto response = answered(
        {.method = "GET", .target = "/api/v1/history?kind=leader_change&limit=3"}, context);
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/json");
    const auto document = json::parse(response.body).as_object();
    CHECK(document.at("events").as_array().size() == 3);
    CHECK(document.at("more") == true);
    CHECK(document.at("source") == "memory");
    const auto packed = answered(
        {.method = "GET", .target = "/api/v1/history", .accept_encoding = "gzip"}, context);
    CHECK(packed.body.starts_with("\x1f\x8b"));
}

TEST_CASE("/api/v1/history says what is wrong with a question, and that nobody keeps any") {
    CHECK(respond({.method = "GET", .target = "/api/v1/history?limit=x"}, {}).status == 400);
    CHECK(respond({.method = "GET", .target = "/api/v1/history"}, {}).status == 503);
}

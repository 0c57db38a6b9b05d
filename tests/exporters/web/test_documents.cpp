#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/documents.hpp"
#include "support/story.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
namespace json = boost::json;

namespace {

json::value cluster_of(std::string_view name, seconds until = 100s) {
    const auto document = clusters_document(test::story(name).until(until).snapshot());
    return json::parse(document).at("clusters").as_array().front();
}

json::array alerts_of(std::string_view name) {
    const auto document =
        alerts_document(test::story(name).until(100s).snapshot(), {.runbooks = "https://wiki"});
    return json::parse(document).at("alerts").as_array();
}

json::value find(const json::array& items, std::string_view key, std::string_view value) {
    for (const auto& item : items) {
        if (item.at(key) == json::value(json::string_view(value))) return item;
    }
    FAIL("none has " << key << " " << value);
    return {};
}

}  // namespace

TEST_CASE("a cluster stands, does not stand, or it is not known") {
    CHECK(cluster_of("healthy").at("stands") == true);
    CHECK(cluster_of("two-leaders").at("stands") == false);
    CHECK(cluster_of("quorum-lost").at("stands") == false);
    CHECK(cluster_of("starting").at("stands").is_null());
}

TEST_CASE("a cluster has its sentence, headroom and tiers of nodes") {
    const auto cluster = cluster_of("healthy");
    CHECK(cluster.at("name") == "production");
    CHECK(cluster.at("complete") == true);
    CHECK(cluster.at("sentence").as_string().starts_with("production stands."));
    CHECK(cluster.at("headroom").at("zookeeper") == 1);
    CHECK(cluster.at("headroom").at("cluster") == 0);

    const auto tier = find(cluster.at("tiers").as_array(), "tier", "metadata");
    CHECK(tier.at("headroom") == 1);
    const auto node = find(tier.at("nodes").as_array(), "node", "pg2:5432");
    CHECK(node.at("state") == "up");
    CHECK(node.at("note") == "standby · lag 0 s");
    CHECK(node.at("lag_seconds") == 0.0);
    CHECK(node.at("lag_bytes") == 0);
    CHECK(node.at("last_answer_at") == "2026-11-24T00:01:40.000Z");
}

TEST_CASE("headroom that is not known is null") {
    const auto cluster = cluster_of("unreachable");
    CHECK(cluster.at("headroom").at("broker").is_null());
    CHECK(cluster.at("headroom").at("cluster").is_null());
    CHECK(find(cluster.at("tiers").as_array(), "tier", "broker").at("headroom").is_null());
}

TEST_CASE("every verdict is there, with its text and evidence") {
    const auto invariants = cluster_of("two-leaders").at("invariants").as_array();
    const auto verdict = find(invariants, "state", "violated");
    CHECK(verdict.at("name") == "MultipleLeaders");
    CHECK(verdict.at("tier") == "overlord");
    CHECK(verdict.at("evidence").as_array().size() >= 3);
    CHECK(verdict.at("evidence").as_array().front().at("who") == "m1:8081");
}

TEST_CASE("an alert tells severity, since, evidence, runbook and silence") {
    const auto alert = find(alerts_of("two-leaders"), "alert", "DruidHaMultipleLeaders");
    CHECK(alert.at("severity") == "critical");
    CHECK(alert.at("state") == "firing");
    CHECK(alert.at("druid_cluster") == "production");
    CHECK(alert.at("node") == "");
    CHECK(alert.at("since") == "2026-11-24T00:01:00.400Z");
    CHECK(!alert.as_object().contains("resolved_at"));
    CHECK(alert.at("runbook_url") == "https://wiki/role/MultipleLeaders");
    CHECK(alert.at("silence_url").as_string().starts_with("http://am1:9093/#/silences/new"));
    CHECK(alert.at("evidence").as_array().front().at("at").is_string());
}

TEST_CASE("a consequence names its cause") {
    const auto alert = find(alerts_of("quorum-lost"), "alert", "DruidHaNoLeader");
    CHECK(alert.at("probable_cause") == "zookeeper QuorumLost");
}

TEST_CASE("an alert in maintenance says so: it is seen, and not sent") {
    watch::Snapshot snapshot;
    snapshot.alerts.push_back({.state = alerting::AlertState::firing, .in_maintenance = true});
    const auto alert = json::parse(alerts_document(snapshot, {})).at("alerts").at(0);
    CHECK(alert.at("in_maintenance") == true);
}

TEST_CASE("a resolved alert tells until when it lasted") {
    watch::Snapshot snapshot;
    snapshot.alerts.push_back(
        {.state = alerting::AlertState::resolved, .resolved_at = WallTime{90s}});
    const auto alert = json::parse(alerts_document(snapshot, {})).at("alerts").at(0);
    CHECK(alert.at("resolved_at") == "1970-01-01T00:01:30.000Z");
}

TEST_CASE("the event stream's document is both of the others in one") {
    const auto snapshot = test::story("two-leaders").until(100s).snapshot();
    const auto whole = json::parse(whole_document(snapshot, {}));
    CHECK(whole.at("clusters") == json::parse(clusters_document(snapshot)).at("clusters"));
    CHECK(whole.at("alerts") == json::parse(alerts_document(snapshot, {})).at("alerts"));
    CHECK(whole.at("taken") == rfc3339(snapshot.taken.wall).c_str());
}

TEST_CASE("no document has a newline, or it would end an event") {
    auto snapshot = test::story("two-leaders").until(100s).snapshot();
    snapshot.clusters.front().sentence = "two\nlines";
    CHECK(whole_document(snapshot, {}).find('\n') == std::string::npos);
}

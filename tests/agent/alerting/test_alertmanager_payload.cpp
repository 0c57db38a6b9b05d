#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "alerting/alertmanager_payload.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

namespace {

// 2026-11-24T08:15:00Z
constexpr WallTime quarter_past_eight{std::chrono::seconds{1'795'508'100}};
const Sender sender{"watch1:19105", "https://watch1:19105", "https://runbooks.example"};

Alert leaders() {
    Alert alert;
    alert.key = {"production", "overlord", "MultipleLeaders", ""};
    alert.severity = invariants::Severity::critical;
    alert.state = AlertState::firing;
    alert.violated_since = quarter_past_eight;
    alert.summary = "Two Overlords lead at once.";
    alert.description = "m1:8081 and m2:8081 both say that they lead.";
    alert.evidence = {{"m1:8081", "says that it leads", quarter_past_eight + 123ms},
                      {"m2:8081", "says that it \"leads\"", quarter_past_eight + 130ms}};
    return alert;
}

boost::json::value sent(const std::vector<Alert>& alerts, WallTime now) {
    return boost::json::parse(alertmanager_payload(alerts, sender, now));
}

}  // namespace

TEST_CASE("a firing alert is labels, annotations, its start, and an end four minutes ahead") {
    CHECK(sent({leaders()}, quarter_past_eight + 30s) == boost::json::parse(R"([{
        "labels": {
            "alertname": "DruidHaMultipleLeaders",
            "severity": "critical",
            "druid_cluster": "production",
            "tier": "overlord"
        },
        "annotations": {
            "summary": "Two Overlords lead at once.",
            "description": "m1:8081 and m2:8081 both say that they lead.",
            "runbook_url": "https://runbooks.example/role/MultipleLeaders",
            "evidence": "m1:8081 at 2026-11-24T08:15:00.123Z: says that it leads\nm2:8081 at 2026-11-24T08:15:00.130Z: says that it \"leads\"",
            "agent": "watch1:19105"
        },
        "startsAt": "2026-11-24T08:15:00.000Z",
        "endsAt": "2026-11-24T08:19:30.000Z",
        "generatorURL": "https://watch1:19105"
    }])"));
}

TEST_CASE("a resolved alert ended when it resolved") {
    auto alert = leaders();
    alert.state = AlertState::resolved;
    alert.resolved_at = quarter_past_eight + 42s;
    const auto body = sent({alert}, quarter_past_eight + 10min);
    CHECK(body.at(0).at("endsAt") == "2026-11-24T08:15:42.000Z");
}

TEST_CASE("an alert never ends before it starts, whatever the clock did") {
    auto alert = leaders();
    const auto body = sent({alert}, quarter_past_eight - 1h);
    CHECK(body.at(0).at("startsAt") == body.at(0).at("endsAt"));
}

TEST_CASE("an alert's cause and node are told, and what there is none of is left out") {
    auto alert = leaders();
    alert.key.node = "m1:8081";
    alert.key.cluster.clear();
    alert.probable_cause = "zookeeper QuorumLost";
    alert.evidence.clear();
    const auto body = boost::json::parse(
        alertmanager_payload(std::vector{alert}, {"watch1:19105", "", ""}, quarter_past_eight));
    const auto& labels = body.at(0).at("labels").as_object();
    CHECK(labels.at("node") == "m1:8081");
    CHECK(!labels.contains("druid_cluster"));
    const auto& annotations = body.at(0).at("annotations").as_object();
    CHECK(annotations.at("probable_cause") == "zookeeper QuorumLost");
    CHECK(!annotations.contains("evidence"));
    CHECK(!annotations.contains("runbook_url"));
    CHECK(!body.at(0).as_object().contains("generatorURL"));
}

TEST_CASE("several alerts are one array") {
    CHECK(sent({leaders(), leaders()}, quarter_past_eight).as_array().size() == 2);
    CHECK(sent({}, quarter_past_eight) == boost::json::array{});
}

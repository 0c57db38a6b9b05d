#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "exporters/prometheus/metrics.hpp"
#include "exporters/prometheus/reference.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "support/story.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

void enrich_databases(test::Scene& scene) {
    auto primary = *scene.view().metadata->nodes.front().state.newest()->answer;
    primary.version = "15.18";
    primary.slots = {{.name = "standby", .active = true, .retained = 4096}};
    primary.synchronous = cluster::SynchronousCommits{
        .configured = true, .waiting = 1, .longest_wait = 0.5, .acknowledging = 1};
    primary.druid_sessions = 12;
    primary.group = cluster::Group{.id = "g", .size = 3, .reachable = 3, .quorum = true};
    scene.says_database("pg1", primary).endpoint_leads_to("pg1").is_standby("pg2");
    auto& nodes = scene.view().metadata->nodes;
    nodes.back().lag.transactions = 7;
}

void enrich_zookeeper(test::Scene& scene) {
    auto state = test::leader_state(2);
    state.connections = 4;
    state.latency_sum = 10;
    state.latency_count = 10;
    auto& view = *scene.view().zookeeper;
    view.record_state(0, scene.answer(state));
    state.latency_sum = 30;
    state.latency_count = 20;
    view.record_state(0, scene.answer(state));
    for (const auto* member : {"zk1", "zk2", "zk3"}) scene.says_zxid(member, 0x100000002);
}

/// Of everything that can be known of a cluster, something.
watch::Snapshot all_there_is() {
    auto snapshot = test::story("healthy").until(1s).snapshot();
    test::Scene scene;
    scene.at(1s).all_is_well();
    enrich_databases(scene);
    enrich_zookeeper(scene);
    snapshot.clusters.front().view = scene.view();
    snapshot.alerts.push_back({.key = {"production", "broker", "NodeDown", "b1:8082"}});
    snapshot.history = history::HistoryStatus{.written = 3};
    snapshot.peers.push_back({.peer = "watch2:19105", .answers = true});
    return snapshot;
}

Families exported(const watch::Snapshot& snapshot) {
    auto families = metric_families(snapshot);
    for (auto& more : {process_families(read_process_usage()),
                       probe_families(snapshot, {.success = true, .took = 3ms})}) {
        families.insert(families.end(), more.begin(), more.end());
    }
    return families;
}

std::set<std::string> names_of(const Families& families) {
    std::set<std::string> names;
    for (const auto& family : families) {
        if (!family.metric.empty()) names.insert(family.name);
    }
    return names;
}

std::vector<Family> all_declared() {
    std::vector<Family> all;
    for (const auto& subject : subjects()) {
        all.insert(all.end(), subject.families.begin(), subject.families.end());
    }
    return all;
}

}  // namespace

TEST_CASE("what is declared is what is exported, where there is something of everything") {
    std::set<std::string> declared;
    for (const auto& family : all_declared()) declared.insert(std::string(family.name));
    CHECK(names_of(exported(all_there_is())) == declared);
}

TEST_CASE("an alert says whether it is in maintenance, one that resolved says nothing") {
    auto snapshot = test::story("healthy").until(1s).snapshot();
    using alerting::AlertState;
    for (const auto& [node, muted, state] : {std::tuple{"b1:8082", true, AlertState::pending},
                                             std::tuple{"b2:8082", false, AlertState::firing},
                                             std::tuple{"b3:8082", true, AlertState::resolved}}) {
        snapshot.alerts.push_back({.key = {"production", "broker", "NodeDown", node},
                                   .state = state,
                                   .in_maintenance = muted});
    }
    const auto text = exposition(exported(snapshot));
    const auto series = [](std::string_view node) {
        return fmt::format(R"(druid_ha_alert_in_maintenance{{druid_cluster="production",)"
                           R"(invariant="NodeDown",node="{}",tier="broker"}} )",
                           node);
    };
    CHECK_THAT(text, Catch::Contains(series("b1:8082") + "1"));
    CHECK_THAT(text, Catch::Contains(series("b2:8082") + "0"));
    CHECK_THAT(text, !Catch::Contains(series("b3:8082")));
}

TEST_CASE("every series has none but declared labels") {
    std::map<std::string, std::set<std::string>> declared;
    for (const auto& family : all_declared()) {
        auto& labels = declared[std::string(family.name)];
        for (const auto label : family.labels) labels.emplace(label);
    }
    for (const auto& family : exported(all_there_is())) {
        for (const auto& metric : family.metric) {
            for (const auto& label : metric.label) {
                CAPTURE(family.name, label.name);
                CHECK(declared.at(family.name).contains(label.name));
            }
        }
    }
}

TEST_CASE("a declaration keeps to the conventions: name, unit, labels, sentences") {
    std::set<std::string_view> names;
    for (const auto& subject : subjects()) {
        for (const auto& family : subject.families) {
            CAPTURE(family.name);
            CHECK(names.insert(family.name).second);
            CHECK(family.sample);
            CHECK(family.name.starts_with("druid_ha_") == (subject.about == About::watched));
            CHECK(family.name.starts_with("druidwatch_") == (subject.about == About::agent));
            CHECK((family.name.ends_with("_total")) == (family.kind == Kind::counter));
            for (const std::string unit : {"seconds", "bytes", "ratio"}) {
                const bool named = family.name.find("_" + unit) != family.name.npos;
                CHECK(named == (family.unit == unit));
            }
            CHECK(family.name.ends_with("_info") == (family.unit == "1"));
            CHECK(std::ranges::is_sorted(family.labels));
            const bool of_a_cluster =
                std::ranges::find(family.labels, "druid_cluster") != family.labels.end();
            CHECK(of_a_cluster == (subject.about == About::watched));
            CHECK(family.help.ends_with("."));
            CHECK(family.help.find_first_of("\n\\|") == family.help.npos);
            CHECK_FALSE(family.absent.ends_with("."));
        }
    }
}

TEST_CASE("no label is one that Prometheus or its operator gives to targets") {
    for (const auto& family : all_declared()) {
        for (const auto* taken : {"job", "instance", "cluster", "service", "namespace", "pod",
                                  "container", "endpoint", "type", "role"}) {
            CAPTURE(family.name, taken);
            CHECK(std::ranges::find(family.labels, taken) == family.labels.end());
        }
    }
}

TEST_CASE("the reference has a row for every family, with what it is and when it is absent") {
    const auto text = metrics_reference();
    for (const auto& family : all_declared()) {
        CHECK_THAT(text, Contains("\n| `" + std::string(family.name) + "` | "));
    }
    CHECK_THAT(text,
               Contains("| `druid_ha_replication_retained_bytes` | gauge | bytes | `druid_cluster` "
                        "`node` `slot` | Log that a replication slot of PostgreSQL holds back. | "
                        "where it holds back none yet |"));
}

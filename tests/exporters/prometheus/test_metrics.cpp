#include <cstdio>
#include <memory>

#include <catch2/catch.hpp>

#include "exporters/prometheus/metrics.hpp"
#include "exporters/prometheus/process.hpp"
#include "support/story.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

std::string text_of(std::string_view name, seconds until) {
    return exposition(metric_families(test::story(name).until(until).snapshot()));
}

/// One line of the text, whole.
auto has(const std::string& line) { return Contains("\n" + line + "\n"); }

/// What promtool says of a text; empty when it has nothing to say.
std::string lint(const std::string& text) {
    const std::string file = std::tmpnam(nullptr);
    {
        const std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen(file.c_str(), "w"), &fclose);
        REQUIRE(out);
        REQUIRE(std::fwrite(text.data(), 1, text.size(), out.get()) == text.size());
    }
    const auto command = "promtool check metrics < " + file + " 2>&1; echo exit $?";
    const std::unique_ptr<FILE, int (*)(FILE*)> promtool(popen(command.c_str(), "r"), &pclose);
    std::string said;
    for (char buffer[4096]; fgets(buffer, sizeof buffer, promtool.get());) said += buffer;
    std::remove(file.c_str());
    return said == "exit 0\n" ? "" : said;
}

}  // namespace

TEST_CASE("promtool has nothing to say about the metrics of any story") {
    for (const auto* name : {"healthy", "two-leaders", "quorum-lost", "unreachable", "starting"}) {
        CAPTURE(name);
        auto families = metric_families(test::story(name).until(100s).snapshot());
        std::ranges::move(process_families(read_process_usage()), std::back_inserter(families));
        CHECK(lint(exposition(std::move(families))) == "");
    }
}

TEST_CASE("HELP is one line without backslashes, for the serialiser escapes neither") {
    for (const auto& family : metric_families(test::story("healthy").until(1s).snapshot())) {
        CAPTURE(family.name);
        CHECK(family.help.find_first_of("\n\\") == std::string::npos);
        CHECK(!family.help.empty());
    }
}

TEST_CASE("families and series are sorted, and none is there twice") {
    const auto text = text_of("two-leaders", 100s);
    std::vector<std::string> families;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) families.push_back(line);
    }
    CHECK(std::ranges::is_sorted(families));
    CHECK(std::ranges::adjacent_find(families) == families.end());
}

TEST_CASE("a healthy cluster is up, led once, and has headroom") {
    const auto text = text_of("healthy", 10s);
    CHECK_THAT(
        text,
        has(R"(druid_ha_node_up{druid_cluster="production",node="zk1:2181",tier="zookeeper"} 1)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_leader{druid_cluster="production",node="m1:8081",tier="overlord"} 1)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_leader{druid_cluster="production",node="m2:8081",tier="overlord"} 0)"));
    CHECK_THAT(text, has(R"(druid_ha_leaders{druid_cluster="production",tier="overlord"} 1)"));
    CHECK_THAT(text, has(R"(druid_ha_leaders{druid_cluster="production",tier="metadata"} 1)"));
    CHECK_THAT(text, has(R"(druid_ha_headroom{druid_cluster="production",tier="broker"} 1)"));
    CHECK_THAT(text, has(R"(druid_ha_headroom{druid_cluster="production",tier="cluster"} 0)"));
    CHECK_THAT(text, has(R"(druid_ha_zookeeper_quorum{druid_cluster="production"} 1)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_replication_lag_seconds{druid_cluster="production",node="pg2:5432"} 0)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_invariant{druid_cluster="production",invariant="QuorumLost",state="holds",tier="zookeeper"} 1)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_invariant{druid_cluster="production",invariant="QuorumLost",state="violated",tier="zookeeper"} 0)"));
    // Druid's database address is a way to a node, and none of the nodes.
    CHECK_THAT(text, !Contains(R"(druid_ha_node_up{druid_cluster="production",node="pg-vip)"));
    CHECK_THAT(text, !Contains(R"(druid_ha_leader{druid_cluster="production",node="pg-vip)"));
}

TEST_CASE("two that lead are counted as two, and the invariant is violated") {
    const auto text = text_of("two-leaders", 100s);
    CHECK_THAT(text, has(R"(druid_ha_leaders{druid_cluster="production",tier="overlord"} 2)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_invariant{druid_cluster="production",invariant="MultipleLeaders",state="violated",tier="overlord"} 1)"));
}

TEST_CASE("a node that refuses is down") {
    const auto text = text_of("quorum-lost", 100s);
    CHECK_THAT(
        text,
        has(R"(druid_ha_node_up{druid_cluster="production",node="zk2:2181",tier="zookeeper"} 0)"));
    CHECK_THAT(text, has(R"(druid_ha_zookeeper_quorum{druid_cluster="production"} 0)"));
}

TEST_CASE("what is not known is absent, not frozen") {
    const auto text = text_of("unreachable", 100s);
    for (const auto* name : {"druid_ha_node_up", "druid_ha_leader{", "druid_ha_leaders",
                             "druid_ha_replication_lag_seconds", "druid_ha_zookeeper_quorum{"}) {
        CAPTURE(name);
        CHECK_THAT(text, !Contains(name));
    }
    CHECK_THAT(
        text,
        has(R"(druid_ha_invariant{druid_cluster="production",invariant="QuorumLost",state="unknown",tier="zookeeper"} 1)"));
}

TEST_CASE("the number of leaders is not known while one who may lead is silent") {
    test::Scene scene;
    scene.all_is_well().fails_master("m2", Reason::timed_out);
    watch::Snapshot snapshot{.taken = scene.instant()};
    snapshot.clusters.push_back({.view = scene.view()});
    CHECK_THAT(exposition(metric_families(snapshot)),
               !Contains(R"(druid_ha_leaders{druid_cluster="production",tier="overlord"})"));

    scene.fails_master("m2", Reason::refused);
    snapshot.clusters.front().view = scene.view();
    CHECK_THAT(exposition(metric_families(snapshot)),
               has(R"(druid_ha_leaders{druid_cluster="production",tier="overlord"} 1)"));
}

TEST_CASE("counters begin at zero for every reason and every tier with leaders") {
    const auto text = text_of("healthy", 1s);
    for (const auto reason : all_reasons) {
        CHECK_THAT(text, Contains("druidwatch_probe_failures_total{reason=\"" +
                                  std::string(name_of(reason)) + "\"} "));
    }
    CHECK_THAT(
        text,
        has(R"(druid_ha_leader_changes_total{druid_cluster="production",tier="coordinator"} 0)"));
    CHECK_THAT(
        text,
        has(R"(druid_ha_leader_changes_total{druid_cluster="production",tier="overlord"} 2)"));
}

TEST_CASE("a histogram is cumulative, and its cluster's name may have a slash") {
    watch::Snapshot snapshot;
    auto& histogram = snapshot.counters.probe_duration[{"eu/production/broker", "readiness"}];
    histogram.bounds = {0.1, 1};
    histogram.observe(0.05);
    histogram.observe(5);
    const auto text = exposition(metric_families(snapshot));
    const std::string labels =
        R"({druid_cluster="eu/production",question="readiness",tier="broker",)";
    CHECK_THAT(text, has("druid_ha_probe_duration_seconds_bucket" + labels + R"(le="0.1"} 1)"));
    CHECK_THAT(text, has("druid_ha_probe_duration_seconds_bucket" + labels + R"(le="1"} 1)"));
    CHECK_THAT(text, has("druid_ha_probe_duration_seconds_bucket" + labels + R"(le="+Inf"} 2)"));
}

TEST_CASE("notifications count the failed ones too, without the Alertmanager's password") {
    const auto text = text_of("healthy", 1s);
    CHECK_THAT(text, has(R"(druidwatch_notifications_total{alertmanager="http://am1:9093"} 5)"));
    CHECK_THAT(text,
               has(R"(druidwatch_notification_failures_total{alertmanager="http://am1:9093"} 1)"));
    CHECK_THAT(text, !Contains("s3cret"));
}

TEST_CASE("the kernel tells what the process uses") {
    const auto usage = read_process_usage();
    CHECK(usage.cpu_seconds.value() > 0);
    CHECK(usage.resident_bytes.value() > 1e6);
    CHECK(usage.virtual_bytes.value() >= usage.resident_bytes.value());
    CHECK(usage.open_descriptors.value() >= 3);
    CHECK(usage.max_descriptors.value() >= usage.open_descriptors.value());
    CHECK(usage.started.value() > 1.6e9);
}

#include <catch2/catch.hpp>
#include <fmt/ranges.h>

#include "config/load.hpp"

using namespace druidwatch;
using namespace druidwatch::config;

namespace {

std::vector<std::string> errors_of(std::string_view text) {
    const auto config = parse_config(text, "druidwatch.yml");
    std::vector<std::string> sentences;
    if (config) return sentences;
    for (const auto& error : config.error()) sentences.push_back(to_string(error));
    return sentences;
}

std::string error_of(std::string_view text) {
    const auto errors = errors_of(text);
    REQUIRE(errors.size() == 1);
    return errors.front();
}

Cluster only_cluster(std::string_view text) {
    const auto config = parse_config(text, "druidwatch.yml");
    for (const auto& error : errors_of(text)) UNSCOPED_INFO(error);
    REQUIRE(config);
    REQUIRE(config->clusters.size() == 1);
    return config->clusters.front();
}

}  // namespace

TEST_CASE("every section and key of the format is read") {
    const auto config = load_config(DRUIDWATCH_FIXTURES "/config/full.yml");
    REQUIRE(config);
    CHECK(config->global.failover_budget == 40s);
    CHECK(config->global.poll.zookeeper_session == Pace{4s, 500ms});
    CHECK(config->global.poll.database_endpoint == Pace{2s, 250ms});

    REQUIRE(config->clusters.size() == 2);
    const auto& zookeeper = *config->clusters[0].zookeeper;
    CHECK(zookeeper.ensemble.back() == Endpoint{"::1", 2181});
    CHECK(zookeeper.base_path == "/druid/production");
    CHECK(zookeeper.tls->cert_file == DRUIDWATCH_FIXTURES "/config/tls/agent.pem");
    CHECK(zookeeper.admin == std::vector<std::string>{"http://zk1:8080"});
    CHECK(zookeeper.max_outstanding_requests == 20);
    CHECK(zookeeper.max_latency == 250ms);
    CHECK(zookeeper.digest == Credentials{"druid", "/etc/druidwatch/zookeeper"});

    const auto& store = *config->clusters[0].metadata_store;
    CHECK(store.nodes[0].endpoint == Endpoint{"pg1", 5432});
    CHECK(store.nodes[1].endpoint == Endpoint{"pg2", 5433});
    CHECK(store.nodes[1].words.at("dbname") == "the druids");
    CHECK(store.endpoint->endpoint.host == "pg-vip");
    CHECK(store.max_lag_bytes == 64LL << 20);

    const auto& alerting = config->alerting;
    CHECK(alerting.alertmanagers_client.basic_auth ==
          Credentials{"watch", "env:ALERTMANAGER_PASSWORD"});
    CHECK(alerting.peers_client.tls->ca_file == "/etc/druidwatch/ca.pem");

    const auto& druid = *config->clusters[0].druid;
    CHECK(druid.discovery == Discovery::zookeeper);
    CHECK(druid.coordinators.back() == "http://master2:8081");
    CHECK(druid.basic_auth == Credentials{"monitor", "env:DRUID_PASSWORD"});

    CHECK(config->alerting.alertmanagers.back() == "https://am2/prefix");
    CHECK(config->alerting.heartbeat == Heartbeat{"/etc/druidwatch/heartbeat", 60s});
    CHECK(config->alerting.overrides.front().hold == 5min);
    const auto& window = config->alerting.maintenance.front();
    CHECK(window.to - window.from == 2h);
    CHECK(config->storage == Storage{"/var/lib/druidwatch", 24h * 90});
}

TEST_CASE(
    "what is left out has its default, and a pace after trouble is never above the interval") {
    const auto config = parse_config(
        "{global: {poll: {master: 100ms}}, clusters: [{name: a, zookeeper: {ensemble: [zk:1]}}]}",
        "f");
    REQUIRE(config);
    CHECK(config->global.poll_timeout == 2s);
    CHECK(!config->global.failover_budget);
    CHECK(config->global.poll.master == Pace{100ms, 100ms});
    CHECK(config->global.poll.broker == Pace{1s, 250ms});
    CHECK(config->clusters[0].zookeeper->base_path == "/druid");
    CHECK(config->alerting == Alerting{});
    CHECK(!config->storage);
}

TEST_CASE("an unknown key names the nearest known one and its place") {
    CHECK(error_of("clusters:\n  - name: a\n    druid: {coordinators: [http://m:1]}\n    zookeper: "
                   "{}\n") ==
          "druidwatch.yml:4:5: unknown key `zookeper`: did you mean `zookeeper`?");
    CHECK(error_of("clusters: [{name: a, druid: {brokers: [http://b:1]}}]\nkafka: 1\n") ==
          "druidwatch.yml:2:1: unknown key `kafka`: known are global, clusters, alerting, storage, "
          "web");
}

TEST_CASE("the web section is not of this file, and the error says of which") {
    CHECK(error_of("clusters: [{name: a, druid: {brokers: [http://b:1]}}]\nweb: {}\n") ==
          "druidwatch.yml:2:6: `web` does not belong in this file: put it in the file of "
          "--web.config.file");
}

TEST_CASE("all errors are reported at once, in the order of the file") {
    const auto errors = errors_of(R"(global:
  poll_timeout: 2 seconds
  failover_budget: soon
  poll: {masters: 1s, broker: 1ms}
clusters:
  - zookeeper:
      ensemble: [zk1, zk2:2181]
  - name: b
    name: c
    druid:
      discovery: etcd
      brokers: http://b1:8082
storage:
)");
    CHECK(
        fmt::format("{}", fmt::join(errors, "\n")) ==
        R"(druidwatch.yml:2:17: `2 seconds` is not a duration: write a number and a unit, such as 250ms, 2s, 5m, 1h or 90d
druidwatch.yml:3:20: `soon` is not a duration: write a number and a unit, such as 250ms, 2s, 5m, 1h or 90d
druidwatch.yml:4:10: unknown key `masters`: did you mean `master`?
druidwatch.yml:4:31: `1ms` is too short: write 100ms to 1h
druidwatch.yml:6:5: `name` is missing: add it: a name, such as production
druidwatch.yml:7:18: `zk1` is not host:port: write a host and a port, such as zk1:2181 or "[::1]:2181"
druidwatch.yml:9:5: `name` is there twice: leave one
druidwatch.yml:11:18: `etcd` is not zookeeper, coordinator, dns or static: write one of them
druidwatch.yml:12:16: a single value does not belong here: write a list: each a URL, such as http://host:port
druidwatch.yml:13:1: there is no value here: leave the key out, or write a map with path and retention)");
}

TEST_CASE("clusters are needed, with distinct names and something to watch") {
    CHECK(error_of("") ==
          "druidwatch.yml:1:1: the file is empty: add clusters, or name no file: a "
          "quickstart on localhost is watched then");
    CHECK(error_of("{}") ==
          "druidwatch.yml:1:1: `clusters` is missing: add it: a list: each a map "
          "with name, zookeeper, metadata_store and druid");
    CHECK(error_of("clusters: []") ==
          "druidwatch.yml:1:11: an empty list: write a list: each a map "
          "with name, zookeeper, metadata_store and druid");
    CHECK(error_of("clusters: [{name: a}]") ==
          "druidwatch.yml:1:12: cluster `a` has nothing to watch: add zookeeper, metadata_store or "
          "druid");
    const std::string one = "{name: a, zookeeper: {ensemble: [zk:1]}}";
    CHECK(error_of("clusters: [" + one + ", " + one + "]") ==
          "druidwatch.yml:1:54: `a` is there twice: leave one");
    CHECK(errors_of("clusters: [{name: a/b, zookeeper: {ensemble: [zk:1]}}]").size() == 1);
}

TEST_CASE("a node is listed once, however it is written") {
    CHECK(error_of("clusters: [{name: a, zookeeper: {ensemble: [zk:1, zk:1]}}]") ==
          "druidwatch.yml:1:51: `zk:1` is there twice: leave one");
    CHECK(error_of("clusters: [{name: a, druid: {brokers: [http://b, http://b:80/]}}]") ==
          "druidwatch.yml:1:50: `b:80` is there twice: leave one");
    CHECK(error_of("clusters: [{name: a, metadata_store: {kind: postgresql,\n"
                   "  nodes: ['host=pg1', 'host=pg1 port=5432']}}]") ==
          "druidwatch.yml:2:23: `pg1:5432` is there twice: leave one");
}

TEST_CASE("database nodes have the port of their kind, and only words that it knows") {
    const auto store = [](const std::string& kind, const std::string& node) {
        return "clusters: [{name: a, metadata_store: {nodes: ['" + node + "'], kind: " + kind +
               "}}]";
    };
    CHECK(only_cluster(store("postgresql", "host=db")).metadata_store->nodes[0].endpoint.port ==
          5432);
    CHECK(only_cluster(store("mysql", "host=db")).metadata_store->nodes[0].endpoint.port == 3306);
    CHECK(error_of(store("mysql", "host=db gssencmode=disable")).find("means nothing to MySQL") !=
          std::string::npos);
    CHECK(error_of(store("mariadb", "host=db")).find("is not postgresql or mysql") !=
          std::string::npos);
    CHECK(error_of(store("mysql", "host=db password=hunter2")).find("hunter2") ==
          std::string::npos);
}

TEST_CASE("discovery needs somewhere to look, and is static where there is no ZooKeeper") {
    CHECK(only_cluster("clusters: [{name: a, druid: {brokers: [http://b:1]}}]").druid->discovery ==
          Discovery::fixed);
    CHECK(error_of("clusters: [{name: a, druid: {discovery: zookeeper, brokers: [http://b:1]}}]") ==
          "druidwatch.yml:1:41: discovery by ZooKeeper, and the cluster has no `zookeeper`: add "
          "zookeeper, or write coordinator, dns or static");
    CHECK(errors_of("clusters: [{name: a, druid: {discovery: coordinator}}]").size() == 1);
    CHECK(errors_of("clusters: [{name: a, druid: {discovery: static}}]").size() == 1);
    CHECK(errors_of("clusters: [{name: a, zookeeper: {ensemble: [zk:1]}, druid: {}}]").empty());
}

TEST_CASE("alerting is checked as a whole") {
    const auto with = [](const std::string& alerting) {
        return "clusters: [{name: a, druid: {brokers: [http://b:1]}}]\nalerting: {" + alerting +
               "}\n";
    };
    CHECK(errors_of(with("overrides: [], maintenance: [], alertmanagers: []")).empty());
    CHECK(error_of(with("overrides: [{alert: DruidHaNoLeader}]"))
              .find("an override that changes nothing: add severity or hold") != std::string::npos);
    CHECK(error_of(with("overrides: [{alert: NoLeader, hold: 0s}]"))
              .find("`NoLeader` is not an alert's name") != std::string::npos);
    CHECK(error_of(with("overrides: [{alert: DruidHaNoLeader, severity: page}]"))
              .find("`page` is not critical, warning, info or none") != std::string::npos);
    CHECK(error_of(with("overrides: [{alert: DruidHaNoLeader, hold: 0s, match: {cluster: a}}]"))
              .find("alerts carry no label `cluster`") != std::string::npos);
    CHECK(error_of(with("maintenance: [{from: 2026-11-24T22:00:00Z, to: 2026-11-24T21:00:00Z}]"))
              .find("the maintenance ends before it begins") != std::string::npos);
    CHECK(!errors_of(with("flap_damping: {fires: 1}")).empty());
    CHECK(error_of(with("heartbeat: {interval: 60s}")).find("`url_file` is missing") !=
          std::string::npos);
    CHECK(error_of(with("alertmanagers: ['http://u:hunter2@am']")).find("hunter2") ==
          std::string::npos);
}

TEST_CASE("a certificate comes with its key") {
    CHECK(error_of("clusters: [{name: a, zookeeper: {ensemble: [zk:1], tls: {cert_file: /c}}}]") ==
          "druidwatch.yml:1:57: a certificate and its key belong together: add key_file");
}

TEST_CASE("relative paths start at the folder of the file") {
    const auto text =
        "clusters: [{name: a, zookeeper: {ensemble: [zk:1], tls: {ca_file: ca.pem}}}]";
    CHECK(
        parse_config(text, "/etc/druidwatch/druidwatch.yml")->clusters[0].zookeeper->tls->ca_file ==
        "/etc/druidwatch/ca.pem");
    CHECK(parse_config(text, "druidwatch.yml")->clusters[0].zookeeper->tls->ca_file == "ca.pem");
}

TEST_CASE("a file that can't be read is an error with the reason") {
    const auto config = load_config("/nonexistent/druidwatch.yml");
    REQUIRE(!config);
    CHECK(to_string(config.error().front()) ==
          "/nonexistent/druidwatch.yml: can't be read: No such file or directory: name a file in "
          "--config.file");
    CHECK(!load_config("/"));
}

TEST_CASE("with no file, a quickstart on localhost is watched") {
    const auto config = default_config();
    REQUIRE(config.clusters.size() == 1);
    CHECK(config.clusters[0].zookeeper->ensemble.front() == Endpoint{"localhost", 2181});
    CHECK(config.clusters[0].druid->coordinators.front() == "http://localhost:8081");
    CHECK(!config.storage);
}

#include <catch2/catch.hpp>

#include "exporters/prometheus/probe_request.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using Catch::Contains;

namespace {

config::Config configured() {
    config::Config config;
    config.clusters.push_back(test::small_cluster());
    config.clusters.front().druid->basic_auth = config::Credentials{"monitor", "/secret"};
    config.clusters.front().zookeeper->digest = config::Credentials{"druid", "/secret"};
    return config;
}

watch::Snapshot seen() {
    test::Scene scene;
    scene.all_is_well();
    watch::Snapshot snapshot{.taken = scene.instant()};
    snapshot.clusters.push_back({.view = scene.view()});
    return snapshot;
}

config::Config asked_for(const std::string& query) {
    const auto snapshot = seen();
    return config_for(read_probe_request(query, "").value(), configured(), &snapshot).value();
}

std::string refused(const std::string& query) {
    const auto request = read_probe_request(query, "");
    if (!request) return request.error();
    const auto snapshot = seen();
    const auto config = config_for(*request, configured(), &snapshot);
    return config ? "" : config.error();
}

}  // namespace

TEST_CASE("a request without target or with another module is told what there is") {
    CHECK_THAT(refused("module=broker"), Contains("there is no target"));
    CHECK_THAT(refused("target=x:1"), Contains("there is no module"));
    CHECK_THAT(refused("target=x:1&module=http_2xx"),
               Contains("no module is http_2xx") && Contains("zookeeper, postgresql, mysql, "
                                                             "master, broker, router, balancer"));
    CHECK_THAT(refused("target=not%20a%20host&module=zookeeper"), Contains("is not HOST:PORT"));
    CHECK_THAT(refused("target=ftp://x&module=broker"), Contains("ftp://x"));
}

TEST_CASE("half a second before Prometheus gives up there is an answer") {
    CHECK(probe_timeout("10") == 9500ms);
    CHECK(probe_timeout("2.5") == 2s);
    CHECK(probe_timeout("0.3") == 100ms);
    CHECK(probe_timeout("600") == 30s);
    for (const auto* none : {"", "soon", "10s", "nan", "inf"}) CHECK(probe_timeout(none) == 9500ms);
    CHECK(probe_timeout("-1") == 100ms);
}

TEST_CASE("no question is asked longer than the answer may take") {
    const auto request = read_probe_request("target=x:1&module=broker", "1");
    CHECK(config_for(*request, configured(), nullptr).value().global.poll_timeout == 500ms);
}

TEST_CASE("without a cluster nobody is shown credentials") {
    const auto broker = asked_for("target=other:8082&module=broker").clusters.front();
    CHECK(broker.name.empty());
    CHECK(broker.druid->brokers == std::vector<std::string>{"http://other:8082"});
    CHECK_FALSE(broker.druid->basic_auth);
    CHECK_FALSE(broker.zookeeper);
    CHECK_FALSE(broker.metadata_store);
}

TEST_CASE("with a cluster its nodes, and nobody else, are asked with its credentials") {
    const auto broker =
        asked_for("target=b1:8082&module=broker&cluster=production").clusters.front();
    CHECK(broker.name == "production");
    CHECK(broker.druid->basic_auth->username == "monitor");
    const auto member = asked_for("target=zk2:2181&module=zookeeper&cluster=production");
    CHECK(member.clusters.front().zookeeper->ensemble == std::vector<Endpoint>{{"zk2", 2181}});
    CHECK(member.clusters.front().zookeeper->digest->username == "druid");
    CHECK_THAT(refused("target=evil:8082&module=broker&cluster=production"),
               Contains("evil:8082 is no node of production"));
    CHECK_THAT(refused("target=b1:8082&module=broker&cluster=staging"),
               Contains("no cluster is called staging"));
    CHECK_FALSE(config_for(
        read_probe_request("target=b1:8082&module=broker&cluster=production", "").value(),
        configured(), nullptr));
}

TEST_CASE("a database is asked with the words of its configuration, and its port by default") {
    const auto store = *asked_for("target=pg2:5432&module=postgresql&cluster=production")
                            .clusters[0]
                            .metadata_store;
    CHECK(store.nodes.size() == 1);
    CHECK(store.nodes.front().words.at("user") == "druidwatch");
    CHECK_FALSE(store.endpoint);
    const auto other = *asked_for("target=db&module=mysql").clusters.front().metadata_store;
    CHECK(other.nodes.front().endpoint == Endpoint{"db", 3306});
    CHECK(other.kind == config::DatabaseKind::mysql);
}

TEST_CASE("a URL says that TLS is spoken, and debug is a word of the query") {
    CHECK(asked_for("target=https%3A%2F%2Fx%3A8281&module=master")
              .clusters.front()
              .druid->coordinators == std::vector<std::string>{"https://x:8281"});
    CHECK(read_probe_request("target=x:1&module=broker&debug=true", "")->debug);
    CHECK_FALSE(read_probe_request("target=x:1&module=broker", "")->debug);
}

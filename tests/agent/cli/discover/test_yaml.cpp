#include <catch2/catch.hpp>

#include "cli/discover/yaml.hpp"
#include "config/load.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::discovering;

namespace {

cluster::Announcement announced(std::string role, std::string host, int port) {
    return {.role = std::move(role), .host = std::move(host), .plaintext_port = port};
}

Found whole() {
    Found found{.begun_with = "zk1:2181", .asked_members = {{"zk1", 2181}}, .base_path = "/druid"};
    cluster::DruidProperties properties{.zookeeper = "zk1:2181,zk2:2181,zk3:2181",
                                        .base_path = "/druid",
                                        .connect_uri = "jdbc:postgresql://pg-vip:5433/druid",
                                        .storage_type = "postgresql",
                                        .tables_base = "druid",
                                        .discovery = "curator"};
    found.master = Told{"m1:8081", std::move(properties)};
    for (const auto* role : {"COORDINATOR", "OVERLORD"}) {
        found.processes.push_back(announced(role, "m1", 8081));
        found.processes.push_back(announced(role, "m2", 8081));
    }
    found.processes.push_back(announced("BROKER", "b1", 8082));
    found.processes.push_back(announced("ROUTER", "r1", 8888));
    return found;
}

config::Config loaded(const std::string& text) {
    INFO(text);
    auto config = config::parse_config(text, "druidwatch.yml");
    if (!config) {
        for (const auto& error : config.error()) UNSCOPED_INFO(to_string(error));
    }
    REQUIRE(config);
    return *std::move(config);
}

}  // namespace

TEST_CASE("what was found is a configuration that our own loader reads") {
    const auto text = yaml_of(whole(), "production");
    const auto config = loaded(text);
    const auto& cluster = config.clusters.at(0);
    CHECK(cluster.name == "production");
    CHECK(cluster.zookeeper->ensemble.size() == 3);
    CHECK(cluster.zookeeper->base_path == "/druid");
    CHECK(cluster.metadata_store->kind == config::DatabaseKind::postgresql);
    CHECK(cluster.metadata_store->nodes.at(0).endpoint == Endpoint{"pg-vip", 5433});
    CHECK(cluster.metadata_store->nodes.at(0).words.at("dbname") == "druid");
    CHECK(cluster.druid->coordinators ==
          std::vector<std::string>{"http://m1:8081", "http://m2:8081"});
    CHECK(cluster.druid->overlords.empty());
    CHECK(cluster.druid->brokers.empty());
    CHECK(text.find("#   http://b1:8082\n") != std::string::npos);
    CHECK(text.find("#   http://r1:8888\n") != std::string::npos);
}

TEST_CASE("Overlords of their own are listed, and a TLS-only process by https") {
    auto found = whole();
    std::erase_if(found.processes, [](const auto& one) { return one.role == "OVERLORD"; });
    found.processes.push_back({.role = "OVERLORD", .host = "o1", .tls_port = 8290});
    CHECK(loaded(yaml_of(found, "druid")).clusters.at(0).druid->overlords ==
          std::vector<std::string>{"https://o1:8290"});
}

TEST_CASE("where ZooKeeper could not be read, processes are found by the Coordinator") {
    auto found = whole();
    found.base_path.clear();
    CHECK(loaded(yaml_of(found, "druid")).clusters.at(0).druid->discovery ==
          config::Discovery::coordinator);
}

TEST_CASE("Druid on Kubernetes has no section of ZooKeeper") {
    auto found = whole();
    found.master->properties.discovery = "k8s";
    found.base_path.clear();
    CHECK(!loaded(yaml_of(found, "druid")).clusters.at(0).zookeeper);
}

TEST_CASE("what could not be found out is a comment with its remedy, and the rest loads") {
    auto found = whole();
    found.master.reset();
    found.gaps.push_back({"properties on m1:8081: not allowed", "grant it"});
    const auto text = yaml_of(found, "druid");
    CHECK(
        text.find("# Not found out: properties on m1:8081: not allowed\n#   Remedy: grant it\n") !=
        std::string::npos);
    CHECK(!loaded(text).clusters.at(0).metadata_store);
}

TEST_CASE("a store that is no server is named and left out") {
    auto found = whole();
    found.master->properties.storage_type = "derby";
    found.master->properties.connect_uri = "jdbc:derby://localhost:1527/druid";
    const auto text = yaml_of(found, "druid");
    CHECK(text.find("derby") != std::string::npos);
    CHECK(!loaded(text).clusters.at(0).metadata_store);
}

TEST_CASE("a ZooKeeper that counts more members than are known says so") {
    auto found = whole();
    found.master.reset();
    found.membership = cluster::Membership{};
    for (const auto id : {1, 2, 3}) {
        found.membership->servers.push_back({.id = id, .address = "zk:2888:3888"});
    }
    CHECK(yaml_of(found, "druid").find("counts 3 members") != std::string::npos);
}

TEST_CASE("what a stranger told can neither end a comment nor a scalar") {
    auto found = whole();
    found.base_path = "/dr\"uid\\\n#";
    found.gaps.push_back({"one\nclusters: []", "two\r\n- x"});
    found.master->node = "m1:8081\nrogue: true";
    const auto config = loaded(yaml_of(found, "production"));
    CHECK(config.clusters.at(0).zookeeper->base_path == "/dr\"uid\\?#");
}

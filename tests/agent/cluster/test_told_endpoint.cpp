#include <catch2/catch.hpp>

#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using druidwatch::test::Scene;

namespace {

/// A cluster without a configured endpoint, whose masters tell these URIs.
Scene told(const std::string& by_m1, const std::string& by_m2) {
    Scene scene;
    scene.at(0s).all_is_well();
    scene.view().metadata->endpoint.reset();
    auto& masters = scene.view().druid->masters;
    masters.front().properties.record({.answer = DruidProperties{.connect_uri = by_m1}});
    masters.back().properties.record({.answer = DruidProperties{.connect_uri = by_m2}});
    return scene;
}

std::vector<std::string> hosts(const std::optional<DatabaseEndpoint>& endpoint) {
    std::vector<std::string> names;
    if (endpoint) {
        for (const auto& host : endpoint->hosts) names.push_back(host.node);
    }
    return names;
}

}  // namespace

TEST_CASE("where none is configured, Druid's own address is the endpoint") {
    const auto uri = "jdbc:postgresql://vip:6432/druid";
    auto scene = told(uri, uri);
    auto endpoint = newly_told_endpoint(scene.view(), {});
    CHECK(hosts(endpoint) == std::vector<std::string>{"vip:6432"});
    scene.view().metadata->endpoint = std::move(endpoint);
    CHECK(!newly_told_endpoint(scene.view(), {}));
}

TEST_CASE("masters that disagree about it tell none") {
    const auto scene = told("jdbc:postgresql://vip/druid", "jdbc:postgresql://other/druid");
    CHECK(!newly_told_endpoint(scene.view(), {}));
}

TEST_CASE("several hosts are kept in the driver's order, and what it seeks among them") {
    const auto uri = "jdbc:postgresql://pg1,pg2/druid?targetServerType=primary";
    const auto endpoint = newly_told_endpoint(told(uri, "").view(), {});
    CHECK(hosts(endpoint) == std::vector<std::string>{"pg1:5432", "pg2:5432"});
    CHECK(endpoint->seeks_primary);
}

TEST_CASE("a configured endpoint goes before what Druid tells") {
    auto scene = told("jdbc:postgresql://vip/druid", "jdbc:postgresql://vip/druid");
    scene.view().metadata->endpoint = DatabaseEndpoint{.hosts = {{.node = "pg-vip:5432"}}};
    CHECK(!newly_told_endpoint(scene.view(), {}));
}

TEST_CASE("Derby is no metadata store that could be watched") {
    const auto uri = "jdbc:derby://localhost:1527/var/druid/metadata.db;create=true";
    CHECK(!newly_told_endpoint(told(uri, uri).view(), {}));
}

#include <catch2/catch.hpp>

#include "net/loop.hpp"
#include "support/scene.hpp"
#include "watch/told_nodes.hpp"

using namespace druidwatch;
using cluster::Role;
using druidwatch::test::Scene;

namespace {

using Names = std::vector<std::string>;

/// "COORDINATOR m1:8081" of each that is told, and a last "..." if that may not be all.
Names told(const Scene& scene, const config::Druid& druid) {
    net::Loop loop;
    const auto nodes = watch::told_nodes(scene.view(), druid, loop.resolver(), scene.instant());
    Names names;
    if (!nodes) return names;
    for (const auto& one : nodes->answer->processes) {
        names.push_back(one.role + " " + one.host + ":" +
                        std::to_string(one.tls_port > 0 ? one.tls_port : one.plaintext_port));
    }
    if (!nodes->answer->whole) names.push_back("...");
    return names;
}

}  // namespace

TEST_CASE("announcements that were read through a member of another ensemble tell of nobody here") {
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(told(scene, {}).size() == 5);
    scene.at(1s).says_state("zk1", test::state_of(cluster::ServerMode::standalone));
    CHECK(told(scene, {}).empty());
}

TEST_CASE("the leading Coordinator tells who is there, and a standby where the leader is") {
    const config::Druid druid{.discovery = config::Discovery::coordinator};
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(told(scene, druid).empty());
    scene.master("m1").cluster.record(scene.answer(cluster::Announcements{
        {{.role = "BROKER", .host = "b9", .plaintext_port = 8082}}, Scene::node("m1")}));
    CHECK(told(scene, druid) == Names{"BROKER b9:8082"});

    scene.view().druid->masters.pop_front();
    CHECK(told(scene, druid) == Names{"COORDINATOR m1:8081", "OVERLORD m1:8081", "..."});
}

TEST_CASE("every address of a listed name is a node") {
    const config::Druid druid{.discovery = config::Discovery::dns,
                              .coordinators = {"http://127.0.0.7:8081"},
                              .brokers = {"https://127.0.0.8:8282"}};
    CHECK(told(Scene{}, druid) ==
          Names{"COORDINATOR 127.0.0.7:8081", "OVERLORD 127.0.0.7:8081", "BROKER 127.0.0.8:8282"});
}

TEST_CASE("while a listed name has no address, those that are told may not be all") {
    const config::Druid druid{.discovery = config::Discovery::dns,
                              .coordinators = {"http://127.0.0.7:8081"},
                              .routers = {"http://router.invalid:8888"}};
    CHECK(told(Scene{}, druid) ==
          Names{"COORDINATOR 127.0.0.7:8081", "OVERLORD 127.0.0.7:8081", "..."});
}

TEST_CASE("nobody is told of where nobody is to be discovered") {
    Scene scene;
    scene.at(0s).all_is_well();
    CHECK(told(scene, {.discovery = config::Discovery::fixed}).empty());
}

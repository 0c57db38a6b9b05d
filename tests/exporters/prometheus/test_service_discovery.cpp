#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "exporters/prometheus/service_discovery.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

namespace {

boost::json::value targets_of(const test::Scene& scene) {
    watch::Snapshot snapshot{.taken = scene.instant()};
    snapshot.clusters.push_back({.view = scene.view()});
    return boost::json::parse(discovered_targets(snapshot));
}

/// The group that has a target; an empty object where none has.
boost::json::object group_of(const boost::json::value& groups, std::string_view target) {
    for (const auto& group : groups.as_array()) {
        for (const auto& each : group.as_object().at("targets").as_array()) {
            if (each.as_string() == target) return group.as_object();
        }
    }
    return {};
}

}  // namespace

TEST_CASE("without a cluster the list is empty, and still a list") {
    CHECK(discovered_targets({}) == "[]\n");
}

TEST_CASE("every process is one target of its tier, announced or not") {
    test::Scene scene;
    scene.all_is_well().announces({"m1", "m2", "b1", "r1"});
    const auto groups = targets_of(scene);
    CHECK(boost::json::serialize(group_of(groups, "b1:8082").at("labels")) ==
          R"({"__meta_druidwatch_announced":"true","__meta_druidwatch_cluster":"production",)"
          R"("__meta_druidwatch_tier":"broker","druid_cluster":"production"})");
    const auto unannounced = group_of(groups, "b2:8082").at("labels").as_object();
    CHECK(unannounced.at("__meta_druidwatch_announced") == "false");
    const auto masters = group_of(groups, "m1:8081");
    CHECK(masters.at("labels").as_object().at("__meta_druidwatch_tier") == "master");
    CHECK(masters.at("targets").as_array().size() == 2);
    CHECK(group_of(groups, "lb:8082").empty());
}

TEST_CASE("who is announced and not watched is found, too, over TLS where it has nothing else") {
    test::Scene scene;
    scene.all_is_well();
    cluster::Announcements announced{
        .processes = {
            {.role = "HISTORICAL", .host = "h1", .plaintext_port = 8083},
            {.role = "MIDDLEMANAGER", .host = "mm1", .plaintext_port = -1, .tls_port = 8291}}};
    scene.view().zookeeper->record_announcements(scene.answer(announced));
    const auto groups = targets_of(scene);
    const auto historical = group_of(groups, "h1:8083").at("labels").as_object();
    CHECK(historical.at("__meta_druidwatch_tier") == "historical");
    CHECK_FALSE(historical.contains("__scheme__"));
    CHECK(group_of(groups, "mm1:8291").at("labels").as_object().at("__scheme__") == "https");
}

#include <catch2/catch.hpp>

#include "cli/audit/processes.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::auditing;
using test::Scene;

namespace {

const KnownProcess* find(const std::vector<KnownProcess>& all, const std::string& node) {
    const auto found = std::ranges::find(all, node, &KnownProcess::node);
    return found == all.end() ? nullptr : &*found;
}

cluster::Announcements listed(std::string role, std::string host, int port) {
    return {
        .processes = {{.role = std::move(role), .host = std::move(host), .plaintext_port = port}}};
}

}  // namespace

TEST_CASE("every process is asked once, configured, announced or listed") {
    Scene scene;
    scene.all_is_well();
    const auto all =
        known_processes(scene.view(), listed("MIDDLE_MANAGER", "mm1", 8091), false, scene.now());
    CHECK(all.size() == 6);
    REQUIRE(find(all, "m1:8081"));
    for (const auto* kind : {"COORDINATOR", "OVERLORD"}) {
        CHECK(std::ranges::count(find(all, "m1:8081")->kinds, kind) == 1);
    }
    CHECK(find(all, "m1:8081")->is_master());
    CHECK(find(all, "m1:8081")->announced);
    REQUIRE(find(all, "mm1:8091"));
    CHECK(find(all, "mm1:8091")->url == "http://mm1:8091");
    CHECK(!find(all, "mm1:8091")->announced);
    CHECK(!find(all, "mm1:8091")->is_master());
}

TEST_CASE("a configured process is known by the name that it announces, and keeps its URL") {
    Scene scene;
    scene.all_is_well();
    scene.broker("b1").also = {"10.0.0.1:8082"};
    const auto all =
        known_processes(scene.view(), listed("BROKER", "10.0.0.1", 8082), false, scene.now());
    CHECK(!find(all, "10.0.0.1:8082"));
    CHECK(find(all, "b1:8082")->url == "http://b1:8082");
}

TEST_CASE("a peon is not asked: it ends with its task") {
    const Scene scene;
    const auto all = known_processes(scene.view(), listed("PEON", "p", 8100), false, scene.now());
    CHECK(!find(all, "p:8100"));
}

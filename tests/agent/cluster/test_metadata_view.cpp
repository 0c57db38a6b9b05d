#include <catch2/catch.hpp>

#include "cluster/metadata_view.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using druidwatch::test::Scene;

namespace {

Lag lag_of_standby(const Scene& scene) { return scene.view().metadata->nodes[1].lag; }

}  // namespace

TEST_CASE("a standby that has replayed all is not behind, however long the primary is idle") {
    Scene scene;
    for (int hour = 0; hour < 3; ++hour) {
        scene.at(std::chrono::hours{hour}).is_primary("pg1", 100).is_standby("pg2", 100);
        CHECK(lag_of_standby(scene) == Lag{.time = 0ms, .bytes = 0});
    }
}

TEST_CASE("lag is the age of the oldest position that was not replayed") {
    Scene scene;
    scene.at(0s).is_primary("pg1", 100).is_standby("pg2", 100);
    scene.at(2s).is_primary("pg1", 200).is_standby("pg2", 100);
    scene.at(5s).is_primary("pg1", 300).is_standby("pg2", 150);
    CHECK(lag_of_standby(scene) == Lag{.time = 3s, .bytes = 150});
}

TEST_CASE("lag is unknown while the primary can't be sampled") {
    Scene scene;
    scene.at(0s).is_primary("pg1", 100).is_standby("pg2", 50);
    scene.at(10s).fails_database("pg1", Reason::timed_out).is_standby("pg2", 50);
    CHECK(lag_of_standby(scene) == Lag{});
}

TEST_CASE("positions of another timeline are not compared") {
    Scene scene;
    scene.at(0s).is_primary("pg1", 500).is_standby("pg2", 100);
    scene.at(1s).fails_database("pg1", Reason::refused).is_primary("pg2", 110, 2);
    scene.at(2s).is_standby("pg1", 110, "streaming", 2);
    CHECK(scene.view().metadata->nodes[0].lag == Lag{.time = 0ms, .bytes = 0});
}

TEST_CASE("two writable nodes are no primary") {
    Scene scene;
    scene.at(0s).is_primary("pg1").is_primary("pg2");
    CHECK(scene.view().metadata->primary(scene.now()) == nullptr);
}

#include <catch2/catch.hpp>

#include "cli/unfinished.hpp"

using namespace druidwatch;

TEST_CASE("a plain configuration asks for nothing that is not there") {
    const auto found = cli::unfinished({.clusters = {{.name = "production"}}});
    CHECK(found.refused.empty());
    CHECK(found.ignored.empty());
}

TEST_CASE("MySQL and MariaDB are watched as PostgreSQL is") {
    config::Config config{.clusters = {{.name = "production"}}};
    config.clusters[0].metadata_store = {.kind = config::DatabaseKind::mysql};
    const auto found = cli::unfinished(config);
    CHECK(found.refused.empty());
    CHECK(found.ignored.empty());
}

TEST_CASE("what works without is told, and goes on") {
    config::Config config{.alerting = {.peers = {"https://watch2:19105"}, .maintenance = {{}}},
                          .storage = config::Storage{}};
    const auto found = cli::unfinished(config);
    CHECK(found.refused.empty());
    CHECK(found.ignored.size() == 1);
}

#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "config/redact.hpp"

using namespace druidwatch::config;

TEST_CASE("the shown configuration is read as the same one") {
    for (const auto& config :
         {*load_config(DRUIDWATCH_FIXTURES "/config/full.yml"), default_config()}) {
        const auto text = redacted(config);
        CAPTURE(text);
        const auto again = parse_config(text, "f");
        REQUIRE(again);
        CHECK(*again == config);
    }
}

TEST_CASE("the paths of secrets are shown, and never a secret") {
    auto config = *load_config(DRUIDWATCH_FIXTURES "/config/full.yml");
    config.clusters[0].metadata_store->nodes[0].words["password"] = "hunter2";
    config.alerting.alertmanagers[0] = "http://user:hunter2@am1:9093/a@b";
    const auto text = redacted(config);
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("http://am1:9093/a@b") != std::string::npos);
    CHECK(text.find("/etc/druidwatch/postgresql") != std::string::npos);
}

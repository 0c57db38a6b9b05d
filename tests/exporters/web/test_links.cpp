#include <catch2/catch.hpp>

#include "exporters/web/links.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

TEST_CASE("a shown URL has no user and no password") {
    CHECK(without_credentials("https://u:p@am1:9093/path") == "https://am1:9093/path");
    CHECK(without_credentials("https://u:p@ss@am1") == "https://am1");
    CHECK(without_credentials("http://am1:9093/a@b?c=d@e") == "http://am1:9093/a@b?c=d@e");
    CHECK(without_credentials("u:p@am1:9093") == "am1:9093");
}

TEST_CASE("a silence matches all labels of its alert") {
    const alerting::Alert alert{.key = {"production", "broker", "NodeDown", "b\"1:8082"}};
    CHECK(silence_url("http://am1:9093/", alert) ==
          "http://am1:9093/#/silences/new?filter="
          "%7Balertname%3D%22DruidHaNodeDown%22%2C%20druid_cluster%3D%22production%22%2C%20"
          "node%3D%22b%5C%221%3A8082%22%2C%20severity%3D%22warning%22%2C%20tier%3D%22broker%22%7D");
}

TEST_CASE("a runbook is under its base by its tier and name, or nowhere") {
    const alerting::Alert alert{.key = {"production", "broker", "NodeDown", ""}};
    CHECK(runbook_url("https://wiki/druid/", alert) == "https://wiki/druid/broker/NodeDown");
    CHECK(runbook_url("", alert) == "");
}

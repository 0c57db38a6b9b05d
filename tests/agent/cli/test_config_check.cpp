#include <catch2/catch.hpp>

#include "cli/config_check.hpp"

using namespace druidwatch::cli;

TEST_CASE("a good file is ok, and what it watches is listed") {
    const auto checked = check_config(DRUIDWATCH_FIXTURES "/config/full.yml");
    CHECK(checked.ok);
    CHECK(checked.text == DRUIDWATCH_FIXTURES
          "/config/full.yml: ok\n"
          "  production: 3 ZooKeeper members, 2 database nodes, 2 Coordinators, 1 Overlord, "
          "2 Brokers, 1 Router, 1 load balancer\n"
          "  staging: 1 Coordinator\n"
          "  alerts are sent to 2 Alertmanagers\n");
}

TEST_CASE("a file that is not there is not ok") {
    const auto checked = check_config("/nonexistent.yml");
    CHECK(!checked.ok);
    CHECK(checked.text.find("/nonexistent.yml: can't be read") == 0);
}

TEST_CASE("without a file the default is checked, and it is said that nobody is told") {
    const auto checked = check_config("");
    CHECK(checked.ok);
    CHECK(checked.text.find("no --config.file") == 0);
    CHECK(checked.text.find("alerts are sent to nobody") != std::string::npos);
}

TEST_CASE(
    "an override of an alert that does not exist is told with its place and the nearest name") {
    const auto checked = check_config(DRUIDWATCH_FIXTURES "/config/unknown_alert.yml");
    CHECK(!checked.ok);
    CHECK(
        checked.text.find("/config/unknown_alert.yml:8:14: there is no alert `DruidHaNodeDwon`") !=
        std::string::npos);
    CHECK(checked.text.find("did you mean `DruidHaNodeDown`?") != std::string::npos);
}

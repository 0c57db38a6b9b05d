#include <catch2/catch.hpp>

#include "cli/version.hpp"

using namespace druidwatch::cli;

TEST_CASE("the version is the project's, and is printed as Prometheus's tools print theirs") {
    CHECK(std::string(version()).find('.') != std::string::npos);
    CHECK(version_text().find("druidwatch, version " + std::string(version())) == 0);
}

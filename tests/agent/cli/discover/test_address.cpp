#include <catch2/catch.hpp>

#include "cli/discover/address.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::discovering;

TEST_CASE("an address is a process of Druid where it is a URL, else members of ZooKeeper") {
    CHECK(std::get<Process>(*parse_address("http://master1:8081/")).url == "http://master1:8081");
    CHECK(std::get<Ensemble>(*parse_address("zk1:2182")).members ==
          std::vector<Endpoint>{{"zk1", 2182}});
    CHECK(std::get<Ensemble>(*parse_address("zk1")).members ==
          std::vector<Endpoint>{{"zk1", 2181}});
}

TEST_CASE("what is neither is told so, with an example") {
    for (const auto* text : {"", ",", "zk1:port", "http://", "zk1:99999"}) {
        const auto address = parse_address(text);
        REQUIRE(!address);
        CHECK(!address.error().remedy.empty());
    }
}

TEST_CASE("an ensemble reads as Druid names it, with blanks and a chroot") {
    const auto ensemble = parse_ensemble("zk1:2181, zk2:2181,[::1]:2181/druid/one/");
    REQUIRE(ensemble);
    CHECK(ensemble->members == std::vector<Endpoint>{{"zk1", 2181}, {"zk2", 2181}, {"::1", 2181}});
    CHECK(ensemble->chroot == "/druid/one");
}

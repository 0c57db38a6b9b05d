#include <catch2/catch.hpp>

#include "cluster/gtid_set.hpp"

using namespace druidwatch::cluster;

namespace {

const std::string a = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
const std::string b = "179ab909-e7af-11f1-9d09-02fc00000001";

GtidSet set(const std::string& text) {
    const auto parsed = GtidSet::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

std::string minus(const std::string& from, const std::string& taken) {
    return set(from).minus(set(taken)).to_string();
}

GtidPosition position(const std::string& text) {
    const auto parsed = GtidPosition::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

}  // namespace

TEST_CASE("a set reads as MySQL writes it, over several lines") {
    CHECK(set(a + ":1-5:7,\n" + b + ":1").size() == 7);
    CHECK(set(a + ":1-5:7,\n" + b + ":1").to_string() == b + ":1," + a + ":1-5:7");
    CHECK(set("").empty());
}

TEST_CASE("intervals that meet or overlap are one") {
    CHECK(set(a + ":4-6:1-3:5-9").to_string() == a + ":1-9");
}

TEST_CASE("tags of MySQL 8.3 are sources of their own") {
    CHECK(set(a + ":1-3:mine:1-2:7").to_string() == a + ":1-3," + a + ":mine:1-2:7");
    CHECK(minus(a + ":1-3:mine:1-2", a + ":1-3").ends_with(":mine:1-2"));
}

TEST_CASE("what is missing and what is errant are the two differences") {
    const auto primary = a + ":1-14";
    const auto replica = a + ":1-13," + b + ":1";
    CHECK(minus(primary, replica) == a + ":14");
    CHECK(minus(replica, primary) == b + ":1");
}

TEST_CASE("a difference cuts intervals at either end and in the middle") {
    CHECK(minus(a + ":1-10", a + ":1-3") == a + ":4-10");
    CHECK(minus(a + ":1-10", a + ":8-12") == a + ":1-7");
    CHECK(minus(a + ":1-10", a + ":3:5-6") == a + ":1-2:4:7-10");
    CHECK(minus(a + ":1-10", a + ":1-20").empty());
    CHECK(minus(a + ":1-2:5-6:9", a + ":2-5") == a + ":1:6:9");
}

TEST_CASE("what is no set of transactions is none") {
    for (const auto* text :
         {"a:1", "0-1-38", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
          "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:5-3", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:0",
          "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-"}) {
        CAPTURE(text);
        CHECK(!GtidSet::parse(text));
    }
}

TEST_CASE("a position of MariaDB tells each domain's last transaction") {
    const auto both = position("0-1-38,1-2-5");
    CHECK(both.total() == 43);
    CHECK(both.domains().at(1).server == 2);
    CHECK(position("").domains().empty());
    CHECK(!GtidPosition::parse("0-1"));
    CHECK(!GtidPosition::parse("0-1-38-4"));
}

TEST_CASE("a replica misses what its primary has beyond it, domain by domain") {
    CHECK(position("0-1-38,1-2-5").missing_of(position("0-1-40,1-2-5,2-1-3")) == 5);
    CHECK(position("0-2-39").missing_of(position("0-1-38")) == 0);
}

#include <catch2/catch.hpp>

#include "cli/discover/members.hpp"

using namespace druidwatch;
using namespace druidwatch::cli::discovering;
using Endpoints = std::vector<Endpoint>;

namespace {

Found asked(std::vector<std::pair<std::string, std::string>> servers) {
    Found found{.begun_with = "zk1:2181", .asked_members = {{"zk1", 2181}}};
    found.membership = cluster::Membership{};
    int id = 0;
    for (auto& [address, client] : servers) {
        found.membership->servers.push_back(
            {.id = ++id, .address = std::move(address), .client = std::move(client)});
    }
    return found;
}

Told master_says(std::string zookeeper) {
    Told told{.node = "m1:8081", .properties = {}};
    told.properties.zookeeper = std::move(zookeeper);
    return told;
}

}  // namespace

TEST_CASE("members that ZooKeeper names with client addresses are the ensemble") {
    const auto members = members_of(
        asked({{"zk1:2888:3888", "0.0.0.0:2181"}, {"zk2:2888:3888", "zk2.example:2182"}}));
    CHECK(members.endpoints == Endpoints{{"zk1", 2181}, {"zk2.example", 2182}});
    CHECK(members.source == "zk1:2181");
}

TEST_CASE("without client addresses Druid's own words count, then hosts at the usual port") {
    auto found = asked({{"zk1:2888:3888", ""}, {"zk2:2888:3888", ""}});
    CHECK(members_of(found).endpoints == Endpoints{{"zk1", 2181}, {"zk2", 2181}});
    found.master = master_says("zk1:2191,zk2:2191");
    CHECK(members_of(found).endpoints == Endpoints{{"zk1", 2191}, {"zk2", 2191}});
    CHECK(members_of(found).voters == 2);
}

TEST_CASE("Druid's words do not count where they name fewer than there are") {
    auto found = asked({{"zk1:2888:3888", ""}, {"zk2:2888:3888", ""}});
    found.master = master_says("zookeeper.example:2181");
    CHECK(members_of(found).endpoints == Endpoints{{"zk1", 2181}, {"zk2", 2181}});
}

TEST_CASE("members on one host are not guessed at") {
    const auto members = members_of(asked({{"zk1:2888:3888", ""}, {"zk1:2889:3889", ""}}));
    CHECK(members.endpoints == Endpoints{{"zk1", 2181}});
    CHECK(members.voters == 2);
}

TEST_CASE("localhost in the words of a master is the master's host") {
    Found found{.begun_with = "http://m1:8081", .asked_members = {}};
    found.master = master_says("localhost:2181");
    CHECK(members_of(found).endpoints == Endpoints{{"m1", 2181}});
}

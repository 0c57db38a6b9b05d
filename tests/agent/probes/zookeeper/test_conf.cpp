#include "agent/probes/captures.hpp"
#include "probes/zookeeper/conf.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

cluster::Membership membership_of(const std::string& fixture) {
    const auto membership = parse_conf(capture("zookeeper/" + fixture + ".conf.txt"));
    REQUIRE(membership);
    return *membership;
}

}  // namespace

TEST_CASE("conf tells who votes and how patient the ensemble is") {
    const auto membership = membership_of("healthy.n1");
    CHECK(membership.server_id == 1);
    CHECK(membership.tick_time == 2s);
    CHECK(membership.init_limit == 10);
    CHECK(membership.sync_limit == 5);
    CHECK(membership.version == 0);
    REQUIRE(membership.servers.size() == 3);
    CHECK(membership.servers[2] ==
          cluster::Voter{.id = 3, .address = "127.0.0.1:21833:21843", .participant = true});
}

TEST_CASE("after a reconfiguration the version has moved and the removed member is not listed") {
    const auto membership = membership_of("dynamic-after-remove1.n1");
    CHECK(membership.server_id == 1);
    CHECK(membership.version == 0x100000003);
    REQUIRE(membership.servers.size() == 2);
    CHECK(membership.servers[0].id == 2);
    CHECK(membership.servers[0].address == "127.0.0.1:21832:21842");  // no client address
}

TEST_CASE("weights and groups belong to the members they number") {
    const auto membership = membership_of("weighted.n3");
    REQUIRE(membership.servers.size() == 3);
    CHECK(membership.servers[0].weight == 1);
    CHECK(membership.servers[2].weight == 3);
    for (const auto& member : membership.servers) CHECK(member.group == 1);
}

TEST_CASE("an observer is no participant, and several addresses are one member") {
    const auto membership = parse_conf(
        "tickTime=3000\nserverId=4\npeerType=1\nmembership: \n"
        "server.3=zk3:2888:3888|zk3b:2888:3888:participant;0.0.0.0:2181\n"
        "server.4=zk4:2888:3888:observer;0.0.0.0:2181\nserver.5=[::1]:2888:3888\nversion=a0");
    REQUIRE(membership);
    REQUIRE(membership->servers.size() == 3);
    CHECK(membership->tick_time == 3s);
    CHECK(membership->servers[0].address == "zk3:2888:3888|zk3b:2888:3888");
    CHECK(membership->servers[0].participant);
    CHECK(!membership->servers[1].participant);
    CHECK(membership->servers[2].address == "[::1]:2888:3888");
    CHECK(membership->servers[2].participant);
    CHECK(membership->version == 0xa0);
}

TEST_CASE("a standalone member tells no membership, one that does not serve nothing") {
    const auto standalone = membership_of("standalone.n1");
    CHECK(standalone.server_id == 0);
    CHECK(standalone.servers.empty());
    CHECK(!standalone.version);

    const auto silent = parse_conf(capture("zookeeper/noquorum-survivor-n2.n2.conf.txt"));
    REQUIRE(!silent);
    CHECK(silent.error().reason == Reason::unavailable);
}

TEST_CASE("a patience that outlasts the clock is none") {
    const auto membership = parse_conf("serverId=1\ntickTime=2147483647\nsyncLimit=2147483647\n");
    REQUIRE(membership);
    CHECK(membership->tick_time == 2s);
    CHECK(membership->sync_limit == 5);
    CHECK(parse_conf("serverId=1\ntickTime=600000\n")->tick_time == 10min);
}

TEST_CASE("what is no number leaves ZooKeeper's usual value") {
    const auto membership =
        parse_conf("serverId=1\ntickTime=-5\nsyncLimit=many\ninitLimit=0\ngroup.1=7:x\n");
    REQUIRE(membership);
    CHECK(membership->tick_time == 2s);
    CHECK(membership->sync_limit == 5);
    CHECK(membership->init_limit == 10);
}

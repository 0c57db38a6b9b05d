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
    CHECK(membership.servers[0].address == "127.0.0.1:21832:21842");
    CHECK(membership.servers[0].client == "127.0.0.1:21811");
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

TEST_CASE("a client address at a wildcard, or a mere port, is at the host of the member itself") {
    const auto membership = parse_conf(
        "serverId=1\nserver.1=0.0.0.0:2888:3888:participant;0.0.0.0:2181\n"
        "server.2=zk2:2888:3888|zk2b:2888:3888;2181\nserver.3=[::1]:2888:3888;[::]:2181\n"
        "server.4=zk4:2888:3888;client4:2182\nserver.5=zk5:2888:3888\n"
        "server.6=zk6:2888:3888;nonsense\n");
    REQUIRE(membership);
    std::vector<std::string> clients;
    for (const auto& server : membership->servers) clients.push_back(server.client);
    CHECK(clients ==
          std::vector<std::string>{"", "zk2:2181", "[::1]:2181", "client4:2182", "", ""});
}

TEST_CASE("the node /zookeeper/config tells servers, weights and version, and is nobody's") {
    // As 3.8.0 keeps it; static, so its stat.version is -1 and the one in the text 0.
    const auto membership = parse_config_node(
        "server.1=127.0.0.1:24602:24603:participant\n"
        "server.2=127.0.0.1:24604:24605:participant;0.0.0.0:2181\n"
        "group.1=1:2\nweight.1=1\nweight.2=0\nversion=200000004");
    REQUIRE(membership);
    CHECK(membership->server_id == cluster::Membership::nobody);
    CHECK(membership->version == 0x200000004);
    REQUIRE(membership->servers.size() == 2);
    CHECK(membership->servers[1].client == "127.0.0.1:2181");
    CHECK(membership->servers[1].weight == 0);
}

TEST_CASE("a standalone server's config node is empty, and tells nothing; what is none fails") {
    const auto empty = parse_config_node("");
    REQUIRE(empty);
    CHECK(empty->servers.empty());
    CHECK(parse_config_node("<html>").error().reason == Reason::protocol);
}

TEST_CASE("3.4 tells no membership") {
    const auto membership = parse_conf(
        "clientPort=2181\ndataDir=/data/version-2\ndataLogDir=/data/version-2\ntickTime=2000\n"
        "maxClientCnxns=60\nminSessionTimeout=4000\nmaxSessionTimeout=40000\nserverId=2\n"
        "initLimit=10\nsyncLimit=5\nelectionAlg=3\nelectionPort=3888\nquorumPort=2888\n"
        "peerType=0\n");
    REQUIRE(membership);
    CHECK(membership->server_id == 2);
    CHECK(membership->servers.empty());
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

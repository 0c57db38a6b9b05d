#include "agent/probes/captures.hpp"
#include "probes/zookeeper/srvr.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::ServerMode;

namespace {

cluster::ServerState state_of(const std::string& fixture) {
    const auto state = parse_srvr(capture("zookeeper/" + fixture + ".srvr.txt"));
    REQUIRE(state);
    return *state;
}

}  // namespace

TEST_CASE("srvr tells mode, version, zxid and load") {
    const auto leader = state_of("healthy.n3");
    CHECK(leader.mode == ServerMode::leader);
    CHECK(leader.version == "3.8.0");
    CHECK(leader.zxid == 0x100000000);
    CHECK(leader.connections == 1);
    CHECK(leader.outstanding_requests == 0);
    CHECK(!leader.synced_followers);
    CHECK(state_of("dynamic-after-remove1.n3").zxid == 0x100000003);
    CHECK(state_of("standalone.n1").mode == ServerMode::standalone);
}

TEST_CASE("srvr of a read-only member has a line more, of one that does not serve only one") {
    CHECK(state_of("readonly-noquorum-survivor.n2").mode == ServerMode::read_only);
    CHECK(state_of("noquorum-survivor-n2.n2").mode == ServerMode::not_serving);
}

TEST_CASE("srvr with Windows line ends reads the same, and without a mode not at all") {
    CHECK(parse_srvr("Zxid: 0x2\r\nMode: observer\r\n")->mode == ServerMode::observer);
    CHECK(!parse_srvr("Zxid: 0x2\n"));
    CHECK(!parse_srvr("Mode: looking\n"));
    CHECK(!parse_srvr("Mode: leader\nZxid: 0xzz\n")->zxid);
}

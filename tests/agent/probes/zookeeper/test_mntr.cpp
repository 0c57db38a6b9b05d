#include "agent/probes/captures.hpp"
#include "probes/zookeeper/mntr.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::ServerMode;

namespace {

cluster::ServerState state_of(const std::string& fixture) {
    const auto state = parse_mntr(capture("zookeeper/" + fixture + ".mntr.txt"));
    REQUIRE(state);
    return *state;
}

}  // namespace

TEST_CASE("a leader tells its followers, a follower does not") {
    for (const auto* fixture : {"healthy.n3", "v393-healthy.n3"}) {
        const auto leader = state_of(fixture);
        CHECK(leader.mode == ServerMode::leader);
        CHECK(leader.peer_state == "leading - broadcast");
        CHECK(leader.quorum_size == 3);
        CHECK(leader.synced_followers == 2);
        CHECK(leader.synced_non_voting_followers == 0);
        CHECK(leader.pending_syncs == 0);
    }
    const auto follower = state_of("healthy.n1");
    CHECK(follower.mode == ServerMode::follower);
    CHECK(follower.version == "3.8.0");
    CHECK(follower.quorum_size == 3);
    CHECK(!follower.synced_followers);
    CHECK(!follower.zxid);
}

TEST_CASE("a member that was removed still follows, and the leader counts it as non-voting") {
    CHECK(state_of("dynamic-after-remove1.n1").mode == ServerMode::follower);
    const auto leader = state_of("dynamic-after-remove1.n3");
    CHECK(leader.quorum_size == 2);
    CHECK(leader.synced_followers == 2);
    CHECK(leader.synced_non_voting_followers == 1);
}

TEST_CASE("latency is the sum and the count of reads and updates") {
    const auto state = state_of("dynamic-after-remove1.n1");
    CHECK(state.latency_sum == 83 + 4);
    CHECK(state.latency_count == 3 + 1);
    CHECK(state.connections == 1);
    CHECK(state.outstanding_requests == 0);
}

TEST_CASE("standalone and read-only members have no quorum to tell of") {
    const auto standalone = state_of("standalone.n1");
    CHECK(standalone.mode == ServerMode::standalone);
    CHECK(!standalone.quorum_size);
    CHECK(standalone.peer_state.empty());
    CHECK(state_of("readonly-noquorum-survivor.n2").mode == ServerMode::read_only);
}

TEST_CASE("not serving is an answer: without quorum, and of a leader with leaderServes=no") {
    CHECK(state_of("noquorum-survivor-n2.n2") == cluster::ServerState{});
    CHECK(state_of("leaderServes-no.n3").mode == ServerMode::not_serving);
}

TEST_CASE("mntr reads the same in the shape that PrometheusMetricsProvider gives it") {
    // As ZooKeeper 3.8's PrometheusMetricsProvider prints: doubles, labels, NaN.
    const auto state = parse_mntr(
        "zk_version\t3.8.0-5a02, built on 2022-02-25\n"
        "zk_server_state\tleader\n"
        "zk_quorum_size\t3.0\n"
        "zk_synced_followers\t2.0\n"
        "zk_pending_syncs\t0.0\n"
        "zk_num_alive_connections\t1.048576E7\n"
        "zk_readlatency{quantile=\"0.5\",}\tNaN\n"
        "zk_readlatency_count\t4.0\n"
        "zk_readlatency_sum\t12.0\n"
        "zk_updatelatency_count\t0.0\n"
        "zk_updatelatency_sum\tNaN\n");
    REQUIRE(state);
    CHECK(state->mode == ServerMode::leader);
    CHECK(state->quorum_size == 3);
    CHECK(state->synced_followers == 2);
    CHECK(state->connections == 1048576 * 10);
    CHECK(state->latency_count == 4);
    CHECK(state->latency_sum == 12);
}

TEST_CASE("mntr of 3.4 has whole numbers and no quorum size") {
    const auto state = parse_mntr(
        "zk_version\t3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019\n"
        "zk_avg_latency\t0\nzk_num_alive_connections\t1\nzk_outstanding_requests\t7\n"
        "zk_server_state\tleader\nzk_followers\t2\nzk_synced_followers\t2\n"
        "zk_pending_syncs\t1\n");
    REQUIRE(state);
    CHECK(state->version == "3.4.14");
    CHECK(state->synced_followers == 2);
    CHECK(state->pending_syncs == 1);
    CHECK(state->outstanding_requests == 7);
    CHECK(!state->quorum_size);
    CHECK(!state->latency_sum);
}

TEST_CASE("a key is split from its value at the first tab, and a mode must be known") {
    CHECK(parse_mntr("zk_version\t3.8.0-a\tb\nzk_server_state\tfollower\n")->version == "3.8.0");
    CHECK(!parse_mntr("zk_server_state\tlooking\n"));
    CHECK(!parse_mntr("zk_server_state follower\n"));
    CHECK(!parse_mntr("zk_quorum_size\t3\n"));
}

TEST_CASE("a figure that no ensemble can have is none") {
    const auto state = parse_mntr(
        "zk_server_state\tleader\nzk_synced_followers\t-1\nzk_quorum_size\t1e300\n"
        "zk_pending_syncs\tmany\nzk_outstanding_requests\tInfinity\n"
        "zk_sum_readlatency\t1e308\nzk_sum_updatelatency\t1e308\nzk_num_alive_connections\t-1\n");
    REQUIRE(state);
    CHECK(!state->synced_followers);
    CHECK(!state->quorum_size);
    CHECK(!state->pending_syncs);
    CHECK(!state->outstanding_requests);
    CHECK(!state->latency_sum);  // their sum would be infinite
    CHECK(!state->connections);
}

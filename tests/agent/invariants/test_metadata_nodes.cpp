#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::DatabaseState;
using cluster::GtidSet;
using cluster::Product;
using invariants::State;

namespace {

const std::string uuid_a = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
const std::string uuid_b = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";

invariants::Verdict store(const Scene& scene, std::string_view name, const std::string& node = {}) {
    return judged(scene, "metadata", name, node);
}

DatabaseState mysql(const std::string& uuid, const std::string& executed, bool writable) {
    DatabaseState state{.product = Product::mysql,
                        .standby = !writable,
                        .writable = writable,
                        .identity = uuid,
                        .executed = GtidSet::parse(executed),
                        .druid_sessions = 0};
    if (!writable) state.channels.push_back({.receives = true, .status = "Yes"});
    return state;
}

DatabaseState galera(const std::string& view, bool quorum) {
    return {.product = Product::mariadb,
            .standby = !quorum,
            .writable = quorum,
            .lineage = "cluster",
            .identity = view,
            .group = cluster::Group{.id = "cluster",
                                    .view = view,
                                    .size = 3,
                                    .reachable = quorum ? 3 : 1,
                                    .quorum = quorum,
                                    .multi_primary = true,
                                    .state = quorum ? "Synced" : "Initialized"},
            .druid_sessions = 0};
}

}  // namespace

TEST_CASE("a node of another system identifier is foreign") {
    auto scene = healthy();
    scene.at(1s).says_database("pg2", {.standby = true, .lineage = "8", .druid_sessions = 0});
    CHECK(store(scene, "ForeignNode", "pg2").state == State::violated);
    CHECK(store(scene, "ForeignNode", "pg1").state == State::holds);
}

TEST_CASE("what the primary wrote since it was asked is not errant, what the replica wrote is") {
    auto scene = healthy();
    scene.at(1s).says_database("pg1", mysql(uuid_a, uuid_a + ":1-10", true));
    scene.says_database("pg2", mysql(uuid_b, uuid_a + ":1-12", false));
    CHECK(store(scene, "ForeignNode", "pg2").state == State::holds);
    scene.at(2s).says_database("pg2", mysql(uuid_b, uuid_a + ":1-12," + uuid_b + ":1", false));
    const auto verdict = store(scene, "ForeignNode", "pg2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains(uuid_b + ":1"));
    CHECK(store(scene, "NoFailoverCandidate").state == State::violated);
}

TEST_CASE("a replica's own transactions bring it no nearer to its primary") {
    auto scene = healthy();
    scene.at(1s).says_database("pg1", mysql(uuid_a, uuid_a + ":1-10", true));
    scene.at(5s).says_database("pg1", mysql(uuid_a, uuid_a + ":1-20", true));
    scene.at(8s).says_database("pg2", mysql(uuid_b, uuid_a + ":1-12," + uuid_b + ":1-50", false));
    const auto& lag = scene.view().metadata->nodes[1].lag;
    CHECK(lag.transactions == 8);
    CHECK(lag.time == 3s);
    CHECK(!lag.bytes);
}

TEST_CASE("an applier that stopped breaks replication on its channel") {
    auto scene = healthy();
    auto replica = mysql(uuid_b, uuid_a + ":1-10", false);
    replica.channels = {{.name = "one", .receives = true, .status = "Yes"},
                        {.name = "two", .receives = true, .applies = false, .status = "1062: Dup"}};
    scene.at(1s).says_database("pg1", mysql(uuid_a, uuid_a + ":1-10", true));
    scene.says_database("pg2", replica);
    const auto verdict = store(scene, "ReplicationBroken", "pg2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("channel two"));
}

TEST_CASE("a standby that is delayed on purpose lags only beyond that, and is no candidate") {
    auto scene = healthy();
    const auto delayed = [] {
        DatabaseState state{.standby = true, .lineage = "7", .timeline = 1, .replayed = 0x3000000};
        state.channels = {{.receives = true, .status = "streaming", .timeline = 1}};
        state.delay = 300s;
        return state;
    };
    scene.at(1s).is_primary("pg1", 0x3000100).says_database("pg2", delayed());
    scene.at(200s).is_primary("pg1", 0x3000100).says_database("pg2", delayed());
    CHECK(store(scene, "ReplicationLag", "pg2").state == State::holds);
    CHECK(store(scene, "NoFailoverCandidate").text.contains("delayed on purpose"));
    scene.at(400s).is_primary("pg1", 0x3000100).says_database("pg2", delayed());
    CHECK(store(scene, "ReplicationLag", "pg2").state == State::violated);
}

TEST_CASE("Druid's sessions on a standby are told, and those that may not be seen are not none") {
    auto scene = healthy();
    auto standby = *scene.view().metadata->nodes[1].state.last_answer()->answer;
    standby.druid_sessions = 3;
    scene.at(1s).says_database("pg2", standby);
    CHECK(store(scene, "DruidOnStandby", "pg2").state == State::violated);
    standby.druid_sessions.reset();
    scene.at(2s).says_database("pg2", standby);
    CHECK(store(scene, "DruidOnStandby", "pg2").state == State::unknown);
}

TEST_CASE("a slot that holds back too much, or was lost, is told") {
    auto scene = healthy();
    const auto with_slot = [](cluster::Slot slot, std::optional<std::int64_t> limit) {
        DatabaseState state{.writable = true, .lineage = "7", .identity = "7/pg1", .timeline = 1};
        state.slots = {std::move(slot)};
        state.slot_limit = limit;
        return state;
    };
    scene.at(1s).says_database("pg1", with_slot({.name = "s", .retained = 11LL << 30}, {}));
    CHECK(store(scene, "RetainedWalGrowing", "pg1").state == State::violated);
    scene.at(2s).says_database("pg1", with_slot({.name = "s", .retained = 3LL << 30}, {}));
    CHECK(store(scene, "RetainedWalGrowing", "pg1").state == State::holds);
    scene.at(3s).says_database("pg1", with_slot({.name = "s", .retained = 850}, 1000));
    CHECK(store(scene, "RetainedWalGrowing", "pg1").state == State::violated);
    scene.at(4s).says_database("pg1", with_slot({.name = "s", .lost = true}, {}));
    CHECK(store(scene, "RetainedWalGrowing", "pg1").state == State::violated);
}

TEST_CASE("commits stall where they wait for a standby that is not there, or wait long") {
    auto scene = healthy();
    const auto waiting = [&](milliseconds when, int sessions, int standbys, double longest) {
        auto state = *scene.view().metadata->nodes[0].state.last_answer()->answer;
        state.synchronous = cluster::SynchronousCommits{.configured = true,
                                                        .waiting = sessions,
                                                        .longest_wait = longest,
                                                        .acknowledging = standbys};
        scene.at(when).says_database("pg1", state);
        return store(scene, "CommitsStalled").state;
    };
    CHECK(waiting(1s, 0, 0, 0) == State::holds);
    CHECK(waiting(2s, 2, 1, 0.01) == State::holds);
    CHECK(waiting(3s, 2, 0, 0.01) == State::violated);
    CHECK(waiting(4s, 2, 1, 7) == State::violated);
}

TEST_CASE("all members of a Galera cluster write, and that is no split brain") {
    auto scene = healthy();
    for (const auto when : {1s, 2s, 3s}) {
        scene.at(when).says_database("pg1", galera("v1", true));
        scene.says_database("pg2", galera("v1", true));
    }
    CHECK(store(scene, "SplitBrain").state == State::holds);
    CHECK(store(scene, "NoFailoverCandidate").state == State::holds);
    CHECK(store(scene, "EndpointNotPrimary").state != State::holds);
    scene.at(4s).endpoint_leads_to("pg2");
    CHECK(store(scene, "EndpointNotPrimary").state == State::holds);
    CHECK(store(scene, "FailedOver").state != State::unknown);
}

TEST_CASE("two components of one Galera cluster that both write are a split brain") {
    auto scene = healthy();
    for (const auto when : {1s, 2s, 3s}) {
        scene.at(when).says_database("pg1", galera("v1", true));
        scene.says_database("pg2", galera("v2", true));
    }
    CHECK(store(scene, "SplitBrain").state == State::violated);
    CHECK(store(scene, "SplitBrain").hold == 5s);
}

TEST_CASE("a group without quorum commits nothing") {
    auto scene = healthy();
    scene.at(1s).says_database("pg1", galera("v1", false));
    scene.fails_database("pg2", Reason::timed_out);
    CHECK(store(scene, "CommitsStalled").state == State::violated);
}

TEST_CASE("a failover is told with how long it took and what it lost") {
    auto scene = healthy();
    scene.at(1s).is_primary("pg1", 0x4000100);
    scene.at(3s).fails_database("pg1", Reason::refused);
    scene.at(9s).says_database("pg2", {.writable = true,
                                       .lineage = "7",
                                       .identity = "7/pg2",
                                       .timeline = 2,
                                       .current = 0x4000200,
                                       .received = 0x4000000});
    const auto verdict = store(scene, "FailedOver");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("for 8 s"));
    CHECK(verdict.text.contains("256 bytes were lost"));
    scene.at(20min).is_primary("pg2", 0x4000200, 2);
    CHECK(store(scene, "FailedOver").state == State::holds);
}

TEST_CASE("a primary that restarts has not failed over") {
    auto scene = healthy();
    auto restarted = *scene.view().metadata->nodes[0].state.last_answer()->answer;
    restarted.identity += "-later";
    scene.at(5s).says_database("pg1", restarted);
    CHECK(store(scene, "FailedOver").state == State::holds);
    CHECK(scene.view().metadata->failovers.empty());
}

#include "druid_expected.hpp"

// As test_druid_timelines.cpp: what was captured while ZooKeeper, the database or a Broker was
// down.

using namespace druidwatch;
using namespace druidwatch::test;

namespace {

const std::string by_quorum = "zookeeper QuorumLost";
const std::string by_database = "metadata NoPrimary";

/// The budget runs from the last proof of who led, which is up to an interval old.
Between budget_after(milliseconds lost, milliseconds budget) {
    return {lost + budget - 1100ms, lost + budget + 350ms};
}

/// No leader for as long as ZooKeeper has no quorum, then a slow failover.
void check_leaderless(const DruidReplay& replay, milliseconds lost, milliseconds successor) {
    const auto budget = replay.timeline().session_timeout + 5s;
    check_firings(replay, no_leader, budget_after(lost, budget), soon_after(successor), by_quorum);
    check_firings(replay, slow, soon_after(successor), {}, "zookeeper QuorumLost");
}

}  // namespace

TEST_CASE("without a quorum nobody leads, and with it again two do") {
    const auto& replay = replayed("d-zk-quorum-lost-gentle.v33");
    CHECK(replay.fired() ==
          together(together(together(failed_over, slow), no_leader),
                   together(together(two_leaders, no_standby), {"router NodeDown r1"})));
    check_leaderless(replay, 1720ms, 63965ms);
    check_firings(replay, failed_over, soon_after(63965ms));
    check_firing(replay, "router NodeDown r1", {28s, 30s}, soon_after(63581ms));
    check_firing(replay, "overlord NoStandby", soon_after(79s), {}, "overlord MultipleLeaders");
    check_firing(replay, "coordinator NoStandby", soon_after(84287ms), {},
                 "coordinator MultipleLeaders");
}

TEST_CASE("a false leader alone is a leader without the latch") {
    // Asked carelessly, the masters fell silent: whether one led then can't be told.
    const auto& replay = replayed("d-zk-quorum-lost.v33");
    CHECK(replay.fired() == together(together(together(failed_over, slow), no_standby),
                                     {"overlord MultipleLeaders", "coordinator LatchMismatch",
                                      "router NodeDown r1", "router NoLeaderRoute r1"}));
    check_firings(replay, failed_over, soon_after(62959ms));
    check_firings(replay, slow, soon_after(62959ms), {}, "zookeeper QuorumLost");
    check_firing(replay, "coordinator NoStandby", soon_after(77959ms));
    check_firing(replay, "overlord NoStandby", soon_after(77959ms), {}, "overlord MultipleLeaders");
    check_firing(replay, "coordinator LatchMismatch", soon_after(75520ms));
    check_firing(replay, "router NodeDown r1", {28s, 30s}, soon_after(63477ms));
    check_firing(replay, "router NoLeaderRoute r1", {99500ms, 101s});
}

TEST_CASE("a leader that moves before the quorum is lost is one leader when it is back") {
    const auto& replay = replayed("d-zk-quorum-lost-direct-30s.v33");
    CHECK(replay.fired() == together(together(failed_over, slow), no_leader));
    check_firings(replay, failed_over, soon_after(498ms));
    check_leaderless(replay, 1733ms, 65842ms);
}

TEST_CASE("Druid 37 has one leader after a lost quorum, and no standby for half a minute") {
    const auto& replay = replayed("d-zk-quorum-lost-gentle.v37");
    CHECK(replay.fired() == together(together(failed_over, slow), together(no_leader, no_standby)));
    check_leaderless(replay, 2100ms, 62880ms);
    check_firings(replay, failed_over, soon_after(62880ms));
    check_firing(replay, "overlord NoStandby", soon_after(77880ms), Between{95500ms, 97s});
    check_firing(replay, "coordinator NoStandby", soon_after(77880ms));
}

TEST_CASE("an ensemble killed and restarted on the same data leaves two leaders of each role") {
    const auto& replay = replayed("e-zk-all-killed.v33");
    CHECK(replay.fired() == together(together(together(failed_over, slow), no_leader),
                                     together(two_leaders, no_standby)));
    check_leaderless(replay, 325ms, 18957ms);
    check_firings(replay, failed_over, soon_after(18957ms));
    for (const std::string role : {"coordinator", "overlord"}) {
        check_firing(replay, role + " NoStandby", soon_after(40571ms), {},
                     role + " MultipleLeaders");
    }
}

TEST_CASE("with the default session timeout the second leader comes a minute later") {
    const auto& replay = replayed("e-zk-all-killed-direct-30s.v33");
    CHECK(replay.fired() == together(together(together(failed_over, slow), no_leader),
                                     together(two_leaders, no_standby)));
    check_leaderless(replay, 305ms, 44299ms);
    check_firings(replay, failed_over, soon_after(44299ms));
    check_firing(replay, "coordinator NoStandby", soon_after(59299ms));
    check_firing(replay, "overlord NoStandby", soon_after(89248ms), {}, "overlord MultipleLeaders");
}

TEST_CASE("Druid 37 has one leader after its ensemble was killed, and a standby") {
    const auto& replay = replayed("e-zk-all-killed-gentle.v37");
    CHECK(replay.fired() == together(together(failed_over, slow), no_leader));
    check_leaderless(replay, 290ms, 19190ms);
    check_firings(replay, failed_over, soon_after(19190ms));
}

TEST_CASE("a database that is down shows nowhere in Druid") {
    const auto& replay = replayed("f-pg-down.v33");
    CHECK(replay.fired().empty());
    check_firing(replay, by_database, soon_after(5s), soon_after(40s));
    // Of before the database was stopped: the standby had just been started.
    CHECK(replay.ever_violated() ==
          Names{"coordinator NoStandby", "coordinator StandbyNotCandidate m2"});
}

TEST_CASE(
    "a failover without the database leaves a Coordinator that does nothing and an Overlord "
    "that flaps") {
    struct Failover {
        std::string name;
        milliseconds takes_coordinators, latch_is_empty, flaps, overlord_leads, back;
        Between works_again;
    };
    const Names expected =
        together(together(failed_over, no_standby),
                 {"overlord NoLeader", "overlord FailoverSlow", "overlord LeaderFlapping",
                  "coordinator LeaderNotInitialized m2", "master NodeDown m1"});
    const Failover v33{"f2-pg-down-leader-killed.v33",
                       12230ms,
                       15124ms,
                       30015ms,
                       57548ms,
                       90735ms,
                       {57344ms, 63s}};
    // Its slow questions had timed out again and again, so it was asked ever more seldom.
    const Failover v37{"f2-pg-down-leader-killed.v37",
                       12516ms,
                       15868ms,
                       33554ms,
                       53110ms,
                       75362ms,
                       {58070ms, 77s}};
    CHECK(replayed(v33.name).fired() == together(expected, {"router NoLeaderRoute r1"}));
    CHECK(replayed(v37.name).fired() == expected);
    check_firing(replayed(v33.name), "router NoLeaderRoute r1", {39s, 43s}, Between{57548ms, 73s},
                 "overlord NoLeader");
    check_firing(replayed(v33.name), "coordinator LeaderNotInitialized m2", soon_after(27130ms),
                 v33.works_again, by_database);
    check_firing(replayed(v37.name), "coordinator LeaderNotInitialized m2", soon_after(23516ms),
                 v37.works_again, by_database);
    for (const auto& one : {v33, v37}) {
        const auto& replay = replayed(one.name);
        CAPTURE(one.name);
        check_firing(replay, "coordinator FailedOver", soon_after(one.takes_coordinators));
        check_firing(replay, "coordinator NoStandby", soon_after(one.takes_coordinators + 15s),
                     soon_after(one.back));
        check_firing(replay, "master NodeDown m1", soon_after(16s), soon_after(one.back));
        check_firing(replay, "overlord NoLeader", soon_after(one.latch_is_empty),
                     soon_after(one.overlord_leads), by_database);
        check_firing(replay, "overlord LeaderFlapping", soon_after(one.flaps), {}, by_database);
        check_firing(replay, "overlord NoStandby", {40s, 45s}, soon_after(one.back),
                     "overlord NoLeader");
        check_firing(replay, "overlord FailedOver", soon_after(one.overlord_leads));
        check_firing(replay, "overlord FailoverSlow", soon_after(one.overlord_leads), {},
                     "metadata NoPrimary");
    }
}

TEST_CASE("a killed Broker is down until it is ready, and its balancer routes around it") {
    for (const auto* balancer : {"lb(httpchk)", "lb(no check)"}) {
        const DruidReplay replay("h-broker-sigkill.v33", {.balancer = balancer});
        CAPTURE(balancer);
        CHECK(replay.fired() == Names{"broker NodeDown b1", "broker NoRedundancy"});
        check_firing(replay, "broker NodeDown b1", soon_after(10105ms), soon_after(21679ms));
        check_firing(replay, "broker NoRedundancy", soon_after(15105ms), soon_after(22580ms));
        CHECK_FALSE(replay.ever_violated().contains("balancer RoutesToDead lb"));
    }
}

TEST_CASE("a frozen Broker is down once its announcement is gone") {
    const auto& replay = replayed("h2-broker-sigstop.v33");
    CHECK(replay.fired() == Names{"broker NodeDown b1"});
    check_firing(replay, "broker NodeDown b1", soon_after(16s), soon_after(20815ms));
    CHECK_FALSE(replay.ever_violated().contains("broker QueryFails b1"));
}

TEST_CASE("a balancer that checks nothing goes on sending requests to a frozen Broker") {
    const DruidReplay replay("h2-broker-sigstop.v33", {.balancer = "lb(no check)"});
    CHECK(replay.fired() == Names{"broker NodeDown b1", "balancer RoutesToDead lb"});
    check_firing(replay, "balancer RoutesToDead lb", {12s, 16s}, Between{21s, 28s});
}

TEST_CASE("a Broker that is terminated and not restarted is missed to the end") {
    const auto& replay = replayed("h3-broker-sigterm.v33");
    CHECK(replay.fired() == Names{"broker NodeDown b1", "broker NoRedundancy"});
    check_firing(replay, "broker NodeDown b1", soon_after(10724ms));
    check_firing(replay, "broker NoRedundancy", soon_after(15724ms));
}

TEST_CASE("wherever in its interval the agent asks, it tells two leaders from one that thaws") {
    for (auto phase = 200ms; phase < 1s; phase += 200ms) {
        CAPTURE(phase.count());
        const DruidReplay two("e-zk-all-killed.v33", {.phase = phase});
        check_firings(two, two_leaders, {26571ms, 27653ms});
        const DruidReplay thawed("c-sigstop-leader.v33", {.phase = phase});
        for (const auto& name : two_leaders) CHECK_FALSE(thawed.fired().contains(name));
        check_firing(thawed, "coordinator FailedOver", soon_after(8415ms));
    }
}

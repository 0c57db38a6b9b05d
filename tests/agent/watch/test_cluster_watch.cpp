#include <catch2/catch.hpp>

#include "support/scene.hpp"
#include "watch/cluster_watch.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;
using druidwatch::test::Scene;

namespace {

/// A watch whose view is a scene's, evaluated at the scene's time.
class Watched {
  public:
    Watched() : watch(test::small_cluster(), {}, {}, scene.instant()) {}

    bool evaluate() {
        watch.view() = scene.view();
        return watch.evaluate(scene.instant());
    }
    std::vector<std::string> firing() const {
        std::vector<std::string> names;
        for (const auto& alert : watch.alerts()) {
            if (alert.state == alerting::AlertState::firing)
                names.push_back(alert.key.tier + " " + alert.key.name);
        }
        std::ranges::sort(names);
        return names;
    }

    Scene scene;
    ClusterWatch watch;
};

}  // namespace

TEST_CASE("a healthy cluster raises nothing, pending or firing") {
    Watched watched;
    watched.scene.at(1s).all_is_well();
    watched.evaluate();
    CHECK(watched.watch.alerts().empty());
    CHECK(watched.watch.may_ask_slowly(watched.scene.now()));
}

TEST_CASE("both masters killed fire their alerts when each hold is over, with their cause") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.evaluate();
    watched.scene.at(1s)
        .again()
        .fails_master("m1", Reason::refused)
        .fails_master("m2", Reason::refused);
    CHECK(!watched.evaluate());
    CHECK(watched.watch.suspicious("master", watched.scene.now()));
    watched.scene.at(6s).again();
    CHECK(watched.evaluate());
    CHECK(watched.firing() == std::vector<std::string>{"coordinator NoLeader", "master NoneServing",
                                                       "overlord NoLeader"});
    for (const auto& alert : watched.watch.alerts()) {
        if (alert.key.name == "NoLeader") CHECK(alert.probable_cause == "master NoneServing");
    }
}

TEST_CASE("nothing that blocks on ZooKeeper is asked while a majority is not known to serve") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.scene.at(1s);
    for (const auto* zk : {"zk2", "zk3"})
        watched.scene.fails_session(zk, Reason::refused)
            .fails_ruok(zk, Reason::refused)
            .fails_state(zk, Reason::refused);
    watched.evaluate();
    CHECK(!watched.watch.may_ask_slowly(watched.scene.now()));
}

TEST_CASE("where no ZooKeeper is configured, none is waited for before slow questions are asked") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.scene.view().zookeeper.reset();
    watched.evaluate();
    CHECK(watched.watch.may_ask_slowly(watched.scene.now()));
}

TEST_CASE("a failover is counted once, with its duration") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.scene.at(1ms).fails_master("m1", Reason::refused);
    watched.scene.at(7s).denies_both("m2");
    watched.scene.at(7s + 1ms).leads_both("m2");
    watched.evaluate();
    Counters counters;
    watched.watch.count_failovers(counters);
    watched.watch.count_failovers(counters);
    const std::pair key{std::string("production"), std::string("coordinator")};
    CHECK(counters.leader_changes[key] == 1);
    CHECK(counters.failover_duration[key].sum == Approx(7.0).margin(0.01));
}

TEST_CASE("failovers are counted from none on, of roles and of the database, for what there is") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.evaluate();
    Counters counters;
    watched.watch.count_failovers(counters);
    REQUIRE(counters.failover_duration.contains({"production", "metadata"}));
    CHECK(counters.failover_duration[{"production", "coordinator"}].total == 0);
    watched.scene.view().metadata->failovers.push_front(
        {.from = "pg1",
         .to = "pg2",
         .last_proof_of_old = watched.scene.instant(),
         .first_proof_of_new = watched.scene.at(3s).instant()});
    watched.evaluate();
    watched.watch.count_failovers(counters);
    watched.watch.count_failovers(counters);
    CHECK(counters.leader_changes[{"production", "metadata"}] == 1);
    CHECK(counters.failover_duration[{"production", "metadata"}].sum == Approx(3.0).margin(0.01));
}

TEST_CASE("a view is complete once every question was asked, but those that a node is spared") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    auto& druid = *watched.scene.view().druid;
    auto& router = druid.routers.front();
    router.healthy = {};
    router.routed_leader = {};
    for (auto& master : druid.masters) {
        master.duties = {};
        master.properties = {};
    }
    router.healthy.record({.answer = true});
    for (auto& master : druid.masters) {
        watched.evaluate();
        CHECK(!watched.watch.complete());
        master.properties.record({.answer = cluster::DruidProperties{}});
    }
    watched.evaluate();
    CHECK(watched.watch.complete());
}

TEST_CASE("another hold counts from the next evaluation on, for what was violated before, too") {
    Watched watched;
    watched.scene.at(0s).all_is_well();
    watched.evaluate();
    watched.scene.at(1s).again().fails_master("m2", Reason::refused);
    watched.evaluate();
    watched.scene.at(3s).again();
    CHECK(!watched.evaluate());
    watched.watch.follow(
        {.overrides = {{.alert = "DruidHaNodeDown", .hold = 1s},
                       {.alert = "DruidHaNoStandby", .severity = "critical", .hold = 1s}}});
    CHECK(watched.evaluate());
    CHECK(watched.firing() == std::vector<std::string>{"coordinator NoStandby", "master NodeDown",
                                                       "overlord NoStandby"});
}

TEST_CASE("the same cluster by another description goes on with its alerts since they began") {
    Watched before;
    before.scene.at(0s).all_is_well();
    before.evaluate();
    before.scene.at(1s).again().fails_master("m2", Reason::refused);
    before.evaluate();
    before.scene.at(20s).again();
    before.evaluate();
    REQUIRE(before.firing().size() == 3);
    const auto since = before.watch.alerts().front().violated_since;

    auto described = test::small_cluster();
    described.druid->brokers.pop_back();
    Watched after;
    after.watch.take_over(before.watch, test::small_cluster(), described, {});
    CHECK(before.watch.alerts().empty());
    after.watch.evaluate(before.scene.at(21s).instant());
    CHECK(after.firing().size() == 3);
    for (const auto& alert : after.watch.alerts()) {
        CHECK(alert.state == alerting::AlertState::firing);
        CHECK(alert.violated_since <= since);
        CHECK(alert.violated_now);
    }
}

TEST_CASE("an alert of a node that the new description has no more ends with it") {
    Watched before;
    before.scene.at(0s).all_is_well();
    before.evaluate();
    before.scene.at(1s).again().fails_broker("b2", Reason::refused);
    before.evaluate();
    before.scene.at(20s).again();
    before.evaluate();
    CHECK(before.firing() == std::vector<std::string>{"broker NoRedundancy", "broker NodeDown"});

    auto described = test::small_cluster();
    described.druid->brokers.pop_back();
    ClusterWatch after(described, {}, {}, before.scene.instant());
    after.take_over(before.watch, test::small_cluster(), described, {});
    CHECK(after.evaluate(before.scene.at(21s).instant()));
    for (const auto& alert : after.alerts()) {
        const bool of_the_node = alert.key.name == "NodeDown";
        CHECK((alert.state == alerting::AlertState::resolved) == of_the_node);
    }
}

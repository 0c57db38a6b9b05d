#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using invariants::State;

TEST_CASE("a refused master is down, and all of them are none serving") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::refused);
    CHECK(state(scene, "master", "NodeDown", "m1") == State::violated);
    CHECK(state(scene, "master", "NoneServing") == State::holds);
    scene.fails_master("m2", Reason::refused);
    CHECK(state(scene, "master", "NoneServing") == State::violated);
}

TEST_CASE("a silent node is down once its announcement is gone") {
    auto scene = healthy();
    scene.at(1s).fails_broker("b1", Reason::timed_out).fails_master("m2", Reason::timed_out);
    CHECK(state(scene, "broker", "NodeDown", "b1") == State::unknown);
    CHECK(state(scene, "master", "NodeDown", "m2") == State::unknown);
    scene.announces({"m1", "b2"});
    CHECK(state(scene, "broker", "NodeDown", "b1") == State::violated);
    CHECK(state(scene, "master", "NodeDown", "m2") == State::violated);
}

TEST_CASE("a node that never was announced by the configured name is not gone") {
    Scene scene;
    scene.at(1s).announces({"m1"}).fails_broker("b1", Reason::timed_out);
    CHECK(state(scene, "broker", "NodeDown", "b1") == State::unknown);
}

TEST_CASE("a rejected connection is not down") {
    auto scene = healthy();
    scene.at(1s).fails_master("m1", Reason::reset).announces({});
    CHECK(state(scene, "master", "NodeDown", "m1") == State::unknown);
}

TEST_CASE("one serving Broker is no redundancy, none is none serving") {
    auto scene = healthy();
    scene.at(1s).fails_broker("b1", Reason::refused);
    CHECK(state(scene, "broker", "NoRedundancy") == State::violated);
    CHECK(state(scene, "broker", "NoneServing") == State::holds);
    scene.broker_not_ready("b2");
    CHECK(state(scene, "broker", "NoneServing") == State::violated);
}

TEST_CASE("a silent Broker may serve") {
    auto scene = healthy();
    scene.at(1s).fails_broker("b1", Reason::refused).fails_broker("b2", Reason::timed_out);
    CHECK(state(scene, "broker", "NoneServing") == State::unknown);
}

TEST_CASE("a ready Broker that fails a query is told apart from one that is down") {
    auto scene = healthy();
    scene.at(1s).fails_query("b1", Reason::unavailable);
    CHECK(state(scene, "broker", "QueryFails", "b1") == State::violated);
    CHECK(state(scene, "broker", "NoRedundancy") == State::violated);
    scene.at(2s).fails_broker("b1", Reason::refused);
    CHECK(state(scene, "broker", "QueryFails", "b1") == State::unknown);
}

TEST_CASE("a query that needs a password leaves the Broker unknown") {
    auto scene = healthy();
    scene.at(1s)
        .fails_query("b1", Reason::authentication)
        .fails_query("b2", Reason::authentication);
    CHECK(state(scene, "broker", "NoneServing") == State::unknown);
    CHECK(state(scene, "broker", "QueryFails", "b1") == State::holds);
    CHECK(state(scene, "agent", "TargetUnknown", "b1") == State::violated);
}

TEST_CASE("the balancer is judged only while Brokers serve") {
    auto scene = healthy();
    scene.at(1s).fails_balancer(Reason::refused);
    CHECK(state(scene, "balancer", "Down", "lb") == State::violated);
    scene.fails_broker("b1", Reason::refused).fails_broker("b2", Reason::refused);
    CHECK(state(scene, "balancer", "Down", "lb") == State::unknown);
}

TEST_CASE("a cluster of which nothing answers is unreachable, one refusal is an answer") {
    Scene scene;
    scene.at(1s);
    for (const auto* zk : {"zk1", "zk2", "zk3"})
        scene.fails_session(zk, Reason::timed_out).fails_ruok(zk, Reason::timed_out);
    scene.fails_database("pg1", Reason::timed_out).fails_database("pg2", Reason::unreachable);
    scene.fails_master("m1", Reason::timed_out).fails_broker("b1", Reason::timed_out);
    CHECK(state(scene, "cluster", "Unreachable") == State::violated);
    scene.fails_master("m2", Reason::refused);
    CHECK(state(scene, "cluster", "Unreachable") == State::holds);
}

TEST_CASE("a node that answers one question while another hangs is no silent one") {
    Scene scene;
    scene.at(1s).says_imok("zk1");
    auto hung = cluster::Observation<cluster::NewSession>{.asked = scene.instant() + -500ms,
                                                          .answered = scene.instant() + 1500ms};
    hung.answer = std::unexpected(Failure{Reason::timed_out, "new session", "zk1:2181", ""});
    scene.view().zookeeper->members[0].new_session.record(hung);
    scene.at(3s);
    CHECK(state(scene, "cluster", "Unreachable") == State::holds);
}

TEST_CASE("what was answered before the way was gone reaches nobody now") {
    auto scene = healthy();
    scene.at(20s);
    for (const auto* zk : {"zk1", "zk2", "zk3"}) scene.fails_session(zk, Reason::timed_out);
    scene.fails_database("pg1", Reason::timed_out).fails_database("pg2", Reason::timed_out);
    scene.fails_endpoint(Reason::timed_out).fails_balancer(Reason::timed_out);
    for (const auto* master : {"m1", "m2"}) scene.fails_master(master, Reason::timed_out);
    for (const auto* broker : {"b1", "b2"}) scene.fails_broker(broker, Reason::timed_out);
    scene.fails_router("r1", Reason::timed_out);
    CHECK(state(scene, "cluster", "Unreachable") == State::violated);
}

#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::Role;
using cluster::ServersSeen;
using invariants::State;

TEST_CASE("a Broker that answers 503 to readiness is not ready") {
    auto scene = healthy();
    scene.at(1s).broker_not_ready("b1");
    CHECK(state(scene, "broker", "NotReady", "b1") == State::violated);
    scene.fails_broker("b1", Reason::refused);
    CHECK(state(scene, "broker", "NotReady", "b1") == State::unknown);
}

TEST_CASE("a Broker that sees other servers than the leading Coordinator diverges") {
    auto scene = healthy();
    scene.at(1s).broker("b2").servers.record(scene.answer(ServersSeen{{"h1:8083", "h3:8083"}}));
    const auto verdict = judged(scene, "broker", "ViewDiverges", "b2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text ==
          "Broker b2:8082 does not see h2:8083 and sees h3:8083 too, unlike the Coordinator.");
    CHECK(state(scene, "broker", "ViewDiverges", "b1") == State::holds);
}

TEST_CASE("without one leading Coordinator there is nothing to compare a Broker's view with") {
    auto scene = healthy();
    scene.at(1s).broker("b2").servers.record(scene.answer(ServersSeen{}));
    scene.denies("m1");
    CHECK(state(scene, "broker", "ViewDiverges", "b2") == State::unknown);
}

TEST_CASE("a balancer that loses every second request routes to a dead Broker") {
    auto scene = healthy();
    for (int i = 1; i <= 2; ++i) {
        scene.at(i * 2s).fails_balancer(Reason::unavailable);
        scene.at(i * 2s + 1s).passes_balancer();
    }
    const auto verdict = judged(scene, "balancer", "RoutesToDead", "lb");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("2 of the last 5 requests through it failed"));
    scene.at(9s).passes_balancer();
    CHECK(state(scene, "balancer", "RoutesToDead", "lb") == State::holds);
}

TEST_CASE("a balancer that passes nothing is down, and does not merely route to the dead") {
    auto scene = healthy();
    for (int i = 1; i <= 20; ++i) scene.at(i * 1s).fails_balancer(Reason::refused);
    CHECK(state(scene, "balancer", "RoutesToDead", "lb") == State::holds);
}

TEST_CASE("a ready Broker that gave none of twenty answers is left out") {
    auto scene = healthy();
    for (int i = 1; i <= 20; ++i) {
        CHECK(state(scene, "balancer", "Skewed", "b2") == State::holds);
        scene.at(i * 15s).answers_through_balancer("b1");
    }
    scene.broker_serves("b1").broker_serves("b2");
    const auto verdict = judged(scene, "balancer", "Skewed", "b2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.node == Scene::node("b2"));
    CHECK(state(scene, "balancer", "Skewed", "b1") == State::holds);
    scene.fails_broker("b2", Reason::refused);
    CHECK(state(scene, "balancer", "Skewed", "b2") == State::holds);
}

TEST_CASE("Brokers that answer by names that nobody knows tell nothing about the shares") {
    auto scene = healthy();
    auto& balancer = scene.view().druid->balancers.front();
    for (int i = 0; i < 20; ++i) {
        balancer.record_answerer(scene.answer(cluster::AnsweredBy{"10.0.0.1:8082"}));
    }
    CHECK(state(scene, "balancer", "Skewed", "b1") == State::unknown);
}

TEST_CASE("one balancer at one address is a single point, unless another is listed") {
    auto scene = healthy();
    auto& balancers = scene.view().druid->balancers;
    balancers.front().addresses = 1;
    CHECK(state(scene, "balancer", "SinglePoint") == State::violated);
    balancers.front().addresses.reset();
    CHECK(state(scene, "balancer", "SinglePoint") == State::unknown);
    balancers.push_back(balancers.front());
    CHECK(state(scene, "balancer", "SinglePoint") == State::holds);
}

TEST_CASE("a refused or silent Router is down") {
    auto scene = healthy();
    scene.at(1s).fails_router("r1", Reason::refused);
    CHECK(state(scene, "router", "NodeDown", "r1") == State::violated);
    scene.at(2s).fails_router("r1", Reason::timed_out);
    CHECK(state(scene, "router", "NodeDown", "r1") == State::violated);
    scene.at(3s).fails_router("r1", Reason::reset);
    CHECK(state(scene, "router", "NodeDown", "r1") == State::unknown);
}

TEST_CASE("a Router that knows no leader, or one that denies or does not answer, leads nowhere") {
    auto scene = healthy();
    scene.at(1s).routes_to_leader("r1", Role::overlord, false);
    const auto verdict = judged(scene, "router", "NoLeaderRoute", "r1");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text == "Through Router r1:8888 the leader is not reached: Overlord.");
    scene.routes_to_leader("r1", Role::overlord, true)
        .fails_route("r1", Role::coordinator, Reason::unavailable);
    CHECK(state(scene, "router", "NoLeaderRoute", "r1") == State::violated);
    scene.fails_route("r1", Role::coordinator, Reason::timed_out);
    CHECK(state(scene, "router", "NoLeaderRoute", "r1") == State::unknown);
}

TEST_CASE("of a Router that forwards nothing no route is judged, nor is it missed") {
    auto scene = healthy();
    for (const auto role : cluster::both_roles) {
        scene.fails_route("r1", role, Reason::not_allowed);
    }
    CHECK(
        invariants::find({"router", "NoLeaderRoute"})->evaluate(scene.view(), scene.now()).empty());
    CHECK(state(scene, "agent", "TargetUnknown", "r1") == State::holds);
}

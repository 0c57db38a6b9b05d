#include <catch2/catch.hpp>

#include "alerting/lifecycle.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using invariants::State;

namespace {

/// One invariant with a hold of 10 s, watched by an agent that can be killed.
class Agent {
  public:
    explicit Agent(Judgement judgement) : judgement_(std::move(judgement)) {}

    bool sees(State state, milliseconds at) {
        judgement_.state = state;
        return life_.step(std::array{judgement_}, Instant{} + at);
    }
    bool sees_no_target(milliseconds at) { return life_.step({}, Instant{} + at); }
    /// Only what was remembered is left, and the monotonic clock begins anew.
    void restarts(milliseconds at) {
        const auto remembered = life_.remember(Instant{} + at);
        life_ = Lifecycle{};
        life_.restore(remembered, Instant{} + at);
    }
    std::optional<AlertState> alert() const {
        const auto alerts = life_.alerts();
        return alerts.empty() ? std::nullopt : std::optional(alerts.front().state);
    }
    Alert only() const { return life_.alerts().at(0); }

  private:
    Judgement judgement_;
    Lifecycle life_;
};

Judgement node_down() {
    return {.key = {"production", "master", "NodeDown", "m1:8081"}, .hold = 10s};
}

constexpr auto settled = Lifecycle::settling;

}  // namespace

TEST_CASE("an alert that fired before a restart fires after it, since when it did") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    CHECK(agent.sees(State::violated, 10s));
    agent.restarts(20s);
    CHECK(agent.alert() == AlertState::firing);
    CHECK(!agent.sees(State::unknown, 21s));
    CHECK(!agent.sees(State::violated, 22s));
    CHECK(agent.alert() == AlertState::firing);
    CHECK(agent.only().violated_since == WallTime{});
}

TEST_CASE("a hold goes on after a restart from where it was, without the agent's absence") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    agent.sees(State::violated, 6s);
    agent.restarts(100s);
    CHECK(!agent.sees(State::violated, 101s));
    CHECK(!agent.sees(State::violated, 104s));
    CHECK(agent.sees(State::violated, 105s));
    CHECK(agent.only().violated_since == WallTime{});
}

TEST_CASE("what holds right after a restart resolves nothing: some verdicts need rounds") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    agent.sees(State::violated, 10s);
    agent.restarts(20s);
    CHECK(!agent.sees(State::holds, 21s));
    CHECK(agent.alert() == AlertState::firing);
    CHECK(agent.sees(State::holds, 20s + settled));
    CHECK(agent.alert() == AlertState::resolved);
}

TEST_CASE("what was seen violated after a restart resolves when it holds") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    agent.sees(State::violated, 10s);
    agent.restarts(20s);
    agent.sees(State::violated, 21s);
    CHECK(agent.sees(State::holds, 22s));
    CHECK(agent.alert() == AlertState::resolved);
}

TEST_CASE("the target of an alert may be found again minutes after a restart") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    agent.sees(State::violated, 10s);
    agent.restarts(20s);
    CHECK(!agent.sees_no_target(21s));
    CHECK(agent.alert() == AlertState::firing);
    CHECK(agent.sees_no_target(20s + Lifecycle::unseen_stays));
    CHECK(agent.alert() == AlertState::resolved);
}

TEST_CASE("an event stays told for as long as the row looks back, though its witness forgot it") {
    auto failover = node_down();
    failover.hold = 0s;
    failover.looks_back = 15min;
    Agent agent(failover);
    CHECK(agent.sees(State::violated, 0s));
    agent.restarts(5min);
    CHECK(!agent.sees(State::holds, 7min));
    CHECK(agent.alert() == AlertState::firing);
    agent.restarts(10min);
    CHECK(!agent.sees(State::holds, 14min));
    CHECK(agent.sees(State::holds, 15min));
}

TEST_CASE("one that resolved before a restart is told as resolved after it, and not for ever") {
    Agent agent(node_down());
    agent.sees(State::violated, 0s);
    agent.sees(State::violated, 10s);
    agent.sees(State::holds, 20s);
    agent.restarts(30s);
    CHECK(agent.alert() == AlertState::resolved);
    CHECK(agent.only().resolved_at == WallTime{} + 20s);
    agent.sees(State::holds, 20s + Lifecycle::resolved_stays);
    CHECK(!agent.alert());
}

TEST_CASE("a wall clock that was years ahead keeps no alert for years") {
    Alert alert{.key = node_down().key, .state = AlertState::firing};
    Lifecycle life;
    life.restore(std::vector{RememberedAlert{.alert = alert, .keep_until = WallTime{} + 24h * 999}},
                 Instant{});
    auto judgement = node_down();
    judgement.state = State::holds;
    CHECK(life.step(std::array{judgement}, Instant{} + Lifecycle::resolved_stays));
    CHECK(life.alerts().at(0).state == AlertState::resolved);
}

TEST_CASE("newer evidence is not worth a write, another state is") {
    Agent agent(node_down());
    const auto now = Instant{} + 1s;
    Lifecycle life;
    auto judgement = node_down();
    judgement.state = State::violated;
    life.step(std::array{judgement}, Instant{});
    const auto before = life.remember(Instant{});
    judgement.evidence = {{"m1:8081", "refused", now.wall}};
    life.step(std::array{judgement}, now);
    CHECK(!worth_remembering(life.remember(now), before));
    life.step(std::array{judgement}, Instant{} + 10s);
    CHECK(worth_remembering(life.remember(Instant{} + 10s), before));
    CHECK(worth_remembering({}, before));
}

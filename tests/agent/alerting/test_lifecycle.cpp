#include <catch2/catch.hpp>

#include "alerting/lifecycle.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using invariants::State;

namespace {

/// One invariant with a hold of 10 s, told step by step what is true.
class Watched {
  public:
    bool is(State state, milliseconds at) {
        judgement.state = state;
        now_ = Instant{} + at + 1h;
        return lifecycle.step(std::array{judgement}, now_);
    }
    std::optional<AlertState> alert() const {
        const auto alerts = lifecycle.alerts();
        return alerts.empty() ? std::nullopt : std::optional(alerts.front().state);
    }
    std::optional<milliseconds> next() const {
        const auto at = lifecycle.next_deadline();
        if (!at) return {};
        return std::chrono::duration_cast<milliseconds>(*at - now_.mono);
    }
    Instant now() const { return now_; }

    Judgement judgement{.key = {"production", "master", "NodeDown", "m1:8081"}, .hold = 10s};
    Lifecycle lifecycle;

  private:
    Instant now_;
};

}  // namespace

TEST_CASE("an alert fires when its hold is over, and says when that will be") {
    Watched watched;
    CHECK(!watched.is(State::violated, 0s));
    CHECK(watched.alert() == AlertState::pending);
    CHECK(watched.next() == 10s);
    CHECK(!watched.is(State::violated, 9999ms));
    CHECK(watched.is(State::violated, 10s));
    CHECK(watched.alert() == AlertState::firing);
}

TEST_CASE("what holds again before its hold is over never was an alert") {
    Watched watched;
    watched.is(State::violated, 0s);
    CHECK(!watched.is(State::holds, 5s));
    CHECK(!watched.alert());
    watched.is(State::violated, 6s);
    CHECK(!watched.is(State::violated, 15s));
    CHECK(watched.is(State::violated, 16s));
}

TEST_CASE("time without evidence pauses a hold and does not reset it") {
    Watched watched;
    watched.is(State::violated, 0s);
    watched.is(State::unknown, 6s);
    CHECK(!watched.next());
    watched.is(State::violated, 100s);
    CHECK(watched.next() == 4s);
    CHECK(watched.is(State::violated, 104s));
}

TEST_CASE("a firing alert stays while its evidence is missing") {
    Watched watched;
    watched.is(State::violated, 0s);
    watched.is(State::violated, 10s);
    CHECK(!watched.is(State::unknown, 20s));
    CHECK(watched.alert() == AlertState::firing);
    CHECK(!watched.lifecycle.alerts().front().violated_now);
    CHECK(watched.is(State::holds, 30s));
    CHECK(watched.alert() == AlertState::resolved);
}

TEST_CASE("the hold counts from when the evidence says that it began") {
    Watched watched;
    watched.is(State::holds, 0s);
    watched.judgement.since = Instant{} + 1h + 2s;
    watched.is(State::violated, 5s);
    CHECK(watched.next() == 7s);
    CHECK(watched.lifecycle.alerts().front().violated_since == WallTime{} + 1h + 2s);
}

TEST_CASE("time that was unknown does not count, even if the evidence says since when") {
    Watched watched;
    watched.is(State::unknown, 5s);
    watched.judgement.since = Instant{} + 1h;
    watched.is(State::violated, 8s);
    CHECK(watched.next() == 7s);
}

TEST_CASE("without a hold an alert fires at once") {
    Watched watched;
    watched.judgement.hold = 0s;
    CHECK(watched.is(State::violated, 0s));
}

TEST_CASE("an alert that is kept firing outlives its violation for that long") {
    Watched watched;
    watched.judgement.hold = 1s;
    watched.judgement.keep_firing = 5min;
    watched.is(State::violated, 0s);
    watched.is(State::violated, 1s);
    CHECK(!watched.is(State::holds, 2s));
    CHECK(watched.alert() == AlertState::firing);
    CHECK(watched.next() == 5min - 1s);
    CHECK(watched.is(State::holds, 301s));
    CHECK(watched.alert() == AlertState::resolved);
}

TEST_CASE("a resolved alert is in view for a quarter of an hour, then forgotten") {
    Watched watched;
    watched.is(State::violated, 0s);
    watched.is(State::violated, 10s);
    watched.is(State::holds, 20s);
    CHECK(watched.next() == 15min);
    watched.is(State::holds, 20s + 15min);
    CHECK(!watched.alert());
}

TEST_CASE("an alert that fires again is a new one with a new start") {
    Watched watched;
    watched.judgement.hold = 0s;
    watched.is(State::violated, 0s);
    watched.is(State::holds, 10s);
    CHECK(watched.is(State::violated, 20s));
    CHECK(watched.lifecycle.alerts().front().violated_since == watched.now().wall);
}

TEST_CASE("an alert whose target is gone resolves") {
    Watched watched;
    watched.judgement.hold = 0s;
    watched.is(State::violated, 0s);
    CHECK(watched.lifecycle.step({}, watched.now() + 1s));
    CHECK(watched.alert() == AlertState::resolved);
}

TEST_CASE("a cause that fired and heals first is still named; one that only passed by is not") {
    Lifecycle lifecycle;
    Judgement lost{.key = {"production", "zookeeper", "QuorumLost", ""}, .hold = 3s};
    Judgement down{.key = {"production", "zookeeper", "MemberDown", "zk1:2181"}, .hold = 10s};
    const auto step = [&](State quorum_lost, milliseconds at) {
        lost.state = quorum_lost;
        down.state = State::violated;
        down.cause = quorum_lost == State::violated ? "zookeeper QuorumLost" : "";
        lifecycle.step(std::array{lost, down}, Instant{} + at + 1h);
    };
    const auto cause = [&] {
        const auto alerts = lifecycle.alerts();
        return std::ranges::find(alerts, down.key, &Alert::key)->probable_cause;
    };
    step(State::violated, 0s);
    CHECK(cause() == "zookeeper QuorumLost");
    const auto lasted = GENERATE(1s, 4s);
    if (lasted == 4s) step(State::violated, 4s);
    step(State::holds, 5s);
    step(State::holds, 15s);
    CHECK(cause() == (lasted == 4s ? "zookeeper QuorumLost" : ""));
}

TEST_CASE("what is told when it is over names the cause that fired while it lasted") {
    constexpr invariants::InvariantId lost{"zookeeper", "QuorumLost"};
    const auto moment = [](milliseconds at) { return Instant{} + at + 1h; };
    const auto quorum = [&](State state) {
        return Judgement{.key = {"production", "zookeeper", "QuorumLost", ""}, .state = state};
    };
    const auto slow_since = [&](milliseconds at) {
        return Judgement{.key = {"production", "coordinator", "FailoverSlow", ""},
                         .state = State::violated,
                         .possible_causes = {&lost, 1},
                         .since = moment(at)};
    };
    const auto cause = [&](milliseconds began) {
        Lifecycle lifecycle;
        lifecycle.step(std::array{quorum(State::violated)}, moment(0s));
        lifecycle.step(std::array{quorum(State::holds)}, moment(60s));
        lifecycle.step(std::array{quorum(State::holds), slow_since(began)}, moment(63s));
        for (const auto& alert : lifecycle.alerts()) {
            if (alert.key.name == "FailoverSlow") return alert.probable_cause;
        }
        return std::string("no alert");
    };
    CHECK(cause(1s) == "zookeeper QuorumLost");
    CHECK(cause(61s).empty());
}

#include <catch2/catch.hpp>

#include "alerting/outbox.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;

namespace {

/// An Alertmanager's outbox and a time that passes only when it is told to.
class Scene {
  public:
    Outbox outbox;
    Instant now{Monotonic{} + 1h, WallTime{} + 24h * 20'000};

    void pass(milliseconds time) { now = now + time; }
    void update(std::vector<Alert> alerts) { outbox.update(alerts, now); }

    /// The names of what is sent now, as "firing NoLeader".
    std::vector<std::string> sent() {
        std::vector<std::string> names;
        for (const auto& alert : outbox.next(now).value_or(std::vector<Alert>{})) {
            names.push_back(std::string(name_of(alert.state)) + " " + alert.key.name);
        }
        return names;
    }

    std::vector<std::string> sent_and(Delivery delivery) {
        auto names = sent();
        if (!names.empty()) outbox.report(delivery, now);
        return names;
    }

    milliseconds due_in() const {
        return std::chrono::ceil<milliseconds>(outbox.next_due().value() - now.mono);
    }
};

Alert alert(const std::string& name, AlertState state, WallTime since = WallTime{} + 24h * 20'000) {
    Alert made;
    made.key = {"production", "coordinator", name, ""};
    made.severity = invariants::Severity::critical;
    made.state = state;
    made.violated_since = since;
    if (state == AlertState::resolved) made.resolved_at = since + 10s;
    return made;
}

Alert firing(const std::string& name) { return alert(name, AlertState::firing); }
Alert resolved(const std::string& name) { return alert(name, AlertState::resolved); }

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an alert that fires is sent at once, and then every minute") {
    Scene scene;
    scene.update({firing("NoLeader")});
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
    CHECK(scene.due_in() == 60s);
    scene.pass(59s + 999ms);
    CHECK(scene.sent().empty());
    scene.pass(1ms);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
    CHECK(scene.due_in() == 60s);
}

TEST_CASE("a pending alert is never sent") {
    Scene scene;
    scene.update({alert("NoLeader", AlertState::pending)});
    CHECK(scene.sent().empty());
    CHECK(!scene.outbox.next_due());
}

TEST_CASE("with nothing to tell there is nothing to wait for") {
    Scene scene;
    scene.update({});
    CHECK(scene.sent().empty());
    CHECK(!scene.outbox.next_due());
    CHECK(scene.outbox.waiting() == 0);
}

TEST_CASE("an alert that resolves is sent at once, then every minute for a quarter of an hour") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    scene.pass(20s);
    scene.update({resolved("NoLeader")});
    int times = 0;
    for (milliseconds passed{0}; passed < 20min; passed += 1s) {
        if (scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"}) ++times;
        scene.pass(1s);
    }
    CHECK(times == 15);
    CHECK(!scene.outbox.next_due());
}

TEST_CASE("a firing alert that is gone from the set has resolved now") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    scene.pass(5s);
    scene.update({});
    const auto batch = scene.outbox.next(scene.now);
    REQUIRE(batch);
    REQUIRE(batch->size() == 1);
    CHECK(batch->front().state == AlertState::resolved);
    CHECK(batch->front().resolved_at == scene.now.wall);
}

TEST_CASE("a resolved alert is still told while its next violation is pending") {
    Scene scene;
    scene.update({resolved("NoLeader")});
    CHECK(scene.sent_and(Delivery::failed) == Names{"resolved NoLeader"});
    scene.update({alert("NoLeader", AlertState::pending)});
    scene.pass(1s);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"});
}

TEST_CASE("another severity is another alert: the one before has resolved") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    auto milder = firing("NoLeader");
    milder.severity = invariants::Severity::info;
    scene.update({milder});
    const auto batch = scene.outbox.next(scene.now);
    REQUIRE(batch);
    REQUIRE(batch->size() == 2);
    CHECK((*batch)[0].severity == invariants::Severity::critical);
    CHECK((*batch)[0].state == AlertState::resolved);
    CHECK((*batch)[1].state == AlertState::firing);
}

TEST_CASE("the same state is not sent twice, a new description waits for the next minute") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    auto described = firing("NoLeader");
    described.description = "m1 and m2 deny leading.";
    scene.pass(10s);
    scene.update({described});
    CHECK(scene.sent().empty());
    scene.pass(50s);
    CHECK(scene.outbox.next(scene.now)->front().description == "m1 and m2 deny leading.");
}

TEST_CASE("an alert that fires again within a second is sent again: its state changed") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    scene.pass(200ms);
    scene.update({resolved("NoLeader")});
    CHECK(scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"});
    scene.pass(200ms);
    scene.update({alert("NoLeader", AlertState::firing, scene.now.wall)});
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
    CHECK(scene.due_in() == 60s);
}

TEST_CASE("after failures the waits double from one second to fifteen, and start anew") {
    Scene scene;
    scene.update({firing("NoLeader")});
    for (const auto wait : {1s, 2s, 4s, 8s, 15s, 15s}) {
        CHECK(scene.sent_and(Delivery::failed) == Names{"firing NoLeader"});
        CHECK(scene.due_in() == wait);
        scene.pass(wait - 1ms);
        CHECK(scene.sent().empty());
        scene.pass(1ms);
    }
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
    scene.pass(1min);
    CHECK(scene.sent_and(Delivery::failed) == Names{"firing NoLeader"});
    CHECK(scene.due_in() == 1s);
}

TEST_CASE("the wait begins when the failure is known, not when the request was sent") {
    Scene scene;
    scene.update({firing("NoLeader")});
    CHECK(scene.sent().size() == 1);
    scene.pass(5s);
    scene.outbox.report(Delivery::failed, scene.now);
    CHECK(scene.due_in() == 1s);
}

TEST_CASE("a failed regular resend is retried: what fires must not lapse") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    scene.pass(1min);
    scene.sent_and(Delivery::failed);
    CHECK(scene.outbox.waiting() == 1);
    scene.pass(1s);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
    CHECK(scene.outbox.waiting() == 0);
}

TEST_CASE("refused content is not retried, and goes again with the next minute") {
    Scene scene;
    scene.update({firing("NoLeader")});
    CHECK(scene.sent_and(Delivery::refused) == Names{"firing NoLeader"});
    CHECK(scene.due_in() == 60s);
    scene.pass(30s);
    scene.update({resolved("NoLeader")});
    CHECK(scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"});
}

TEST_CASE("of an alert only the newest state is told after an outage") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::failed);
    for (int flap = 0; flap < 1000; ++flap) {
        scene.update({resolved("NoLeader")});
        scene.update({firing("NoLeader")});
    }
    CHECK(scene.outbox.waiting() == 1);
    scene.update({resolved("NoLeader")});
    scene.pass(15s);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"});
    CHECK(scene.sent().empty());
}

TEST_CASE("a change breaks through the wait, without what failed a moment ago") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::failed);
    scene.pass(300ms);
    scene.update({firing("NoLeader"), firing("QuorumLost")});
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing QuorumLost"});
    CHECK(scene.due_in() == 700ms);
    scene.pass(700ms);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
}

TEST_CASE("one batch is on its way at a time, and a change meanwhile is sent after it") {
    Scene scene;
    scene.update({firing("NoLeader")});
    CHECK(scene.sent() == Names{"firing NoLeader"});
    scene.update({resolved("NoLeader")});
    CHECK(scene.sent().empty());
    CHECK(!scene.outbox.next_due());
    scene.outbox.report(Delivery::accepted, scene.now);
    CHECK(scene.outbox.waiting() == 1);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"resolved NoLeader"});
}

TEST_CASE("what was forgotten and fires again while on its way is not taken for delivered") {
    Scene scene;
    scene.update({resolved("NoLeader")});
    CHECK(scene.sent().size() == 1);
    scene.pass(Outbox::resolved_stays);
    scene.update({});
    scene.update({firing("NoLeader")});
    scene.outbox.report(Delivery::accepted, scene.now);
    CHECK(scene.sent_and(Delivery::accepted) == Names{"firing NoLeader"});
}

TEST_CASE("alerts of different ages come to share one request a minute") {
    Scene scene;
    std::vector<Alert> all;
    for (int i = 0; i < 10; ++i) {
        all.push_back(firing("Alert" + std::to_string(i)));
        scene.update(all);
        scene.sent_and(Delivery::accepted);
        scene.pass(900ms);
    }
    scene.pass(52s);
    CHECK(scene.sent_and(Delivery::accepted).size() == 10);
    CHECK(scene.due_in() == 60s);
}

TEST_CASE("more than a batch goes in several, changes and the critical first") {
    Scene scene;
    std::vector<Alert> many;
    for (int i = 0; i < 600; ++i) {
        many.push_back(firing("Alert" + std::to_string(i)));
        many.back().severity =
            i == 599 ? invariants::Severity::critical : invariants::Severity::warning;
    }
    scene.update(many);
    auto batch = scene.sent_and(Delivery::accepted);
    CHECK(batch.size() == Outbox::batch_limit);
    CHECK(batch.front() == "firing Alert599");
    CHECK(scene.sent_and(Delivery::accepted).size() == Outbox::batch_limit);
    many[0].state = AlertState::resolved;
    scene.update(many);
    batch = scene.sent_and(Delivery::accepted);
    CHECK(batch.size() == 600 - 2 * Outbox::batch_limit + 1);
    CHECK(scene.sent().empty());
    CHECK(scene.outbox.waiting() == 0);
}

TEST_CASE("a wall clock that jumps neither hastens nor delays what is sent") {
    Scene scene;
    scene.update({firing("NoLeader")});
    scene.sent_and(Delivery::accepted);
    scene.now.wall += 24h;
    CHECK(scene.sent().empty());
    scene.now.wall -= 48h;
    scene.pass(1min);
    CHECK(scene.sent().size() == 1);
}

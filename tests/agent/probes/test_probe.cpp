#include "agent/net/on_loop.hpp"
#include "agent/probes/heard.hpp"
#include "probes/probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using cluster::Means;
using cluster::Observation;

namespace {

/// Asks nobody: its answer is what the test put there, once the test lets it go.
class Rehearsal final : public Probe {
  public:
    Rehearsal(ProbeContext context, Sink<int> sink, bool& gone)
        : Probe(std::move(context), "broker", "b1:8082"), sink_(std::move(sink)), gone_(gone) {
        ask_every(on_demand, "readiness", [this](Means means) { return ask(means); });
    }
    ~Rehearsal() override { gone_ = true; }

    net::Waiter asked;
    net::Waiter answer;
    Result<int> next{7};

  private:
    net::Task<void> ask(Means means) {
        Observation<int> seen{.asked = loop().now()};
        asked.wake();
        co_await answer.wait();
        seen.answered = loop().now();
        seen.answer = next;
        report("readiness", means, std::move(seen), sink_);
    }

    Sink<int> sink_;
    bool& gone_;
};

struct Stage {
    std::shared_ptr<Rehearsal> start() {
        auto probe =
            make_probe<Rehearsal>(ProbeContext{.loop = loop,
                                               .meter =
                                                   [this](const ProbeReport& report) {
                                                       CHECK(report.tier == "broker");
                                                       CHECK(report.question == "readiness");
                                                       CHECK(report.target == "b1:8082");
                                                       measured.push_back(report.failure);
                                                   }},
                                  heard.sink(), gone);
        probe->start();
        return probe;
    }

    net::Loop loop;
    Heard<int> heard;
    std::vector<std::optional<Reason>> measured;
    bool gone = false;
};

/// The loop can't run what is due meanwhile.
void hold_up(net::Loop& loop) {
    const net::Alarm due(loop.wheel(), loop.in(10ms), [] {});
    const auto since = loop.now().mono;
    while (loop.now().mono < since + 400ms) continue;
}

}  // namespace

TEST_CASE("an answer reaches the sink and the meter") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        probe->answer.wake();
        CHECK((co_await stage.heard.next()).answer == 7);
    });
    CHECK(stage.measured == std::vector<std::optional<Reason>>{std::nullopt});
}

TEST_CASE("a failure gets the names that it lacks") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        probe->next = std::unexpected(Failure{Reason::protocol, {}, {}, "nonsense"});
        probe->answer.wake();
        const auto seen = co_await stage.heard.next();
        REQUIRE(!seen.answer);
        CHECK(seen.answer.error() == Failure{Reason::protocol, "readiness", "b1:8082", "nonsense"});
    });
    CHECK(stage.measured == std::vector<std::optional<Reason>>{Reason::protocol});
}

TEST_CASE("a silence for which we were deaf reaches nobody, is a missed round, and asked again") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await probe->asked.wait();
        hold_up(stage.loop);
        probe->next = std::unexpected(Failure{Reason::timed_out, {}, {}, "timed out after 2 s"});
        probe->answer.wake();
        co_await probe->asked.wait();
        CHECK(probe->missed_rounds() == 1);
        CHECK(stage.heard.empty());
        CHECK(stage.measured.empty());
    });
}

TEST_CASE("what is heard late is heard") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await probe->asked.wait();
        hold_up(stage.loop);
        probe->answer.wake();
        CHECK((co_await stage.heard.next()).answer == 7);
    });
}

TEST_CASE(
    "a probe that is dropped in the very turn of its answer tells nothing, and is destroyed") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        auto probe = stage.start();
        co_await probe->asked.wait();
        probe->answer.wake();  // its coroutine will run once more, after the next line
        probe.reset();
        CHECK(!stage.gone);
        while (!stage.gone) co_await stage.loop.wheel().sleep_until(stage.loop.in(5ms));
    });
    CHECK(stage.heard.empty());
    CHECK(stage.measured.empty());
}

namespace {

/// Its question needs what its start makes.
class Prepared final : public Probe {
  public:
    explicit Prepared(ProbeContext context) : Probe(std::move(context), "broker", "b1:8082") {
        ask_every(on_demand, "readiness", [this](Means) { return ask(); }).poke(Means::watch);
    }

    std::optional<bool> asked_when_ready;

  private:
    void on_start() override { ready_ = true; }
    net::Task<void> ask() {
        asked_when_ready = ready_;
        co_return;
    }

    bool ready_ = false;
};

}  // namespace

TEST_CASE("what is due at once is asked when the start is over, on the loop's own thread, too") {
    net::Loop loop;
    auto probe = make_probe<Prepared>(ProbeContext{.loop = loop});
    net::run(loop, [&]() -> net::Task<void> {
        probe->start();
        co_await loop.wheel().sleep_until(loop.in(20ms));
        CHECK(probe->asked_when_ready == true);
        probe.reset();
    });
}

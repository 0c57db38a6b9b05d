#include "agent/probes/heard.hpp"
#include "agent/probes/zookeeper/stand_in.hpp"
#include "probes/zookeeper/member_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::Means;
using cluster::ServerMode;

namespace {

struct Stage {
    std::shared_ptr<MemberProbe> start() {
        auto probe =
            make_probe<MemberProbe>(ProbeContext{.loop = loop, .timeout = 2s},
                                    Member{.endpoint = zookeeper.endpoint()}, pace, on_demand,
                                    MemberProbe::Sinks{.ruok = ruok.sink(),
                                                       .state = state.sink(),
                                                       .membership = membership.sink(),
                                                       .on_lost = [this](const Failure& failure) {
                                                           losses.push_back(failure);
                                                           lost.wake();
                                                       }});
        probe->start();
        return probe;
    }

    net::Loop loop;
    StandIn zookeeper{loop};
    config::Pace pace = on_demand;
    Heard<bool> ruok;
    Heard<cluster::ServerState> state;
    Heard<cluster::Membership> membership;
    std::vector<Failure> losses;
    net::Waiter lost;
};

}  // namespace

TEST_CASE("a member is asked ruok, mntr and conf, each on a connection of its own") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        CHECK((co_await stage.ruok.next()).answer == true);
        const auto state = co_await stage.state.next();
        REQUIRE(state.answer);
        CHECK(state.answer->mode == ServerMode::leader);
        CHECK(state.asked.mono <= state.answered.mono);
        const auto membership = co_await stage.membership.next();
        REQUIRE(membership.answer);
        CHECK(membership.answer->servers.size() == 3);
    });
}

TEST_CASE("where mntr is not whitelisted srvr is asked, and mntr not again") {
    Stage stage;
    stage.pace = {.interval = 10ms, .suspicious = 10ms};
    stage.zookeeper.mntr = "mntr is not executed because it is not in the whitelist.\n";
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        for (int i = 0; i < 3; ++i) {
            const auto state = co_await stage.state.next();
            REQUIRE(state.answer);
            CHECK(state.answer->zxid == 0x100000000);
        }
    });
    CHECK(std::ranges::count(stage.zookeeper.words, "mntr") == 1);
    CHECK(std::ranges::count(stage.zookeeper.words, "srvr") >= 3);
}

TEST_CASE("a held session that ends is told, and the words are asked again at once") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.state.next();
        while (stage.zookeeper.pings == 0)
            co_await stage.loop.wheel().sleep_until(stage.loop.in(5ms));
        stage.zookeeper.mntr = "This ZooKeeper instance is not currently serving requests\n";
        stage.zookeeper.sessions = StandIn::Sessions::refused;
        stage.zookeeper.drop_sessions();
        co_await stage.lost.wait();
        const auto state = co_await stage.state.next();
        CHECK(state.means == Means::connection_closed);
        REQUIRE(state.answer);
        CHECK(state.answer->mode == ServerMode::not_serving);
    });
    REQUIRE(stage.losses.size() == 1);
    CHECK(stage.losses[0].reason == Reason::closed);
    CHECK(stage.losses[0].attempted == "held session");
}

TEST_CASE("the member's zxid comes with the held session's pings") {
    Stage stage;
    stage.pace = {.interval = 20ms, .suspicious = 20ms};
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        std::optional<std::uint64_t> zxid;
        while (!zxid) {
            const auto state = co_await stage.state.next();
            REQUIRE(state.answer);
            zxid = state.answer->zxid;
        }
        CHECK(zxid == 5u);
    });
}

TEST_CASE("a session that is mute is lost, though its connection stands") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.state.next();
        stage.zookeeper.mute = true;
        co_await stage.lost.wait();
    });
    CHECK(stage.losses[0].reason == Reason::timed_out);
}

TEST_CASE("a session in which the member babbles is lost, and not tried again at once") {
    Stage stage;
    stage.pace = {.interval = 20ms, .suspicious = 20ms};
    stage.zookeeper.babbles = true;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.lost.wait();
        // Each word that the member answers is a reason to try.
        for (int i = 0; i < 3; ++i) co_await stage.state.next();
    });
    CHECK(stage.losses[0].reason == Reason::protocol);
    CHECK(stage.losses[0].target == to_string(stage.zookeeper.endpoint()));
    CHECK(stage.zookeeper.granted == 1);
}

TEST_CASE("a member that nobody can reach fails both words by one attempt, and has no session") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.zookeeper.die();
        const auto probe = stage.start();
        const auto ruok = co_await stage.ruok.next();
        const auto state = co_await stage.state.next();
        REQUIRE(!ruok.answer);
        REQUIRE(!state.answer);
        CHECK(ruok.answer.error().reason == Reason::refused);
        CHECK(state.answer.error().reason == Reason::refused);
        CHECK(state.answer.error().target == to_string(stage.zookeeper.endpoint()));
    });
    CHECK(stage.losses.empty());
}

TEST_CASE("a probe that is dropped while its answer is on the way tells nothing more") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        auto probe = stage.start();
        co_await stage.ruok.next();  // mntr is in flight now
        probe.reset();
        co_await stage.loop.wheel().sleep_until(stage.loop.in(30ms));
    });
    CHECK(stage.state.empty());
    CHECK(stage.losses.empty());
}

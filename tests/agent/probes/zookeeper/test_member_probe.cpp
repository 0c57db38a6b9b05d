#include "agent/probes/heard.hpp"
#include "agent/probes/http_stand_in.hpp"
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
        MemberProbe::Sinks sinks{.ruok = ruok.sink(),
                                 .state = state.sink(),
                                 .membership = membership.sink(),
                                 .on_lost =
                                     [this](const Failure& failure) {
                                         losses.push_back(failure);
                                         lost.wake();
                                     },
                                 .on_overdue =
                                     [this] {
                                         ++overdue;
                                         late.wake();
                                     },
                                 .on_zxid =
                                     [this](std::uint64_t zxid, Instant asked, Instant told) {
                                         CHECK(asked.mono <= told.mono);
                                         zxids.push_back(zxid);
                                         progress.wake();
                                     }};
        auto probe =
            make_probe<MemberProbe>(ProbeContext{.loop = loop, .timeout = 2s}, member, admin,
                                    MemberProbe::Paces{pace, on_demand}, std::move(sinks));
        probe->start();
        return probe;
    }

    net::Loop loop;
    StandIn zookeeper{loop};
    net::HttpClient http{loop};
    HttpStandIn admin_server{loop};
    std::optional<HttpTarget> admin;
    Member member{.endpoint = zookeeper.endpoint()};
    config::Pace pace = on_demand;
    Heard<bool> ruok;
    Heard<cluster::ServerState> state;
    Heard<cluster::Membership> membership;
    std::vector<Failure> losses;
    std::vector<std::uint64_t> zxids;
    int overdue = 0;
    net::Waiter lost;
    net::Waiter late;
    net::Waiter progress;
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

TEST_CASE("how far the member's log is comes with the pings, and with srvr") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.progress.wait();
        CHECK(stage.zxids == std::vector<std::uint64_t>{5});
    });

    Stage other;
    other.zookeeper.mntr = "mntr is not executed because it is not in the whitelist.\n";
    other.zookeeper.sessions = StandIn::Sessions::refused;
    net::run(other.loop, [&]() -> net::Task<void> {
        const auto probe = other.start();
        co_await other.progress.wait();
        CHECK(other.zxids == std::vector<std::uint64_t>{0x100000000});
    });
}

TEST_CASE("a pong that is late is told once, and the session is kept for it") {
    Stage stage;
    stage.zookeeper.session_timeout = 1500;
    stage.zookeeper.pongs_take = 300ms;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.late.wait();
        CHECK(stage.zxids.empty());
        co_await stage.progress.wait();
        CHECK(stage.overdue == 1);
    });
    CHECK(stage.losses.empty());
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

TEST_CASE("a member that enforces authentication hears of us once, and is no lost session") {
    Stage stage;
    stage.pace = {.interval = 20ms, .suspicious = 20ms};
    stage.zookeeper.enforces_auth = true;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        while (stage.zookeeper.pings == 0) co_await stage.state.next();
        // Each word that the member answers is a reason to try, where a session is worth it.
        for (int i = 0; i < 3; ++i) co_await stage.state.next();
    });
    CHECK(stage.losses.empty());
    CHECK(stage.zxids.empty());
    CHECK(stage.zookeeper.granted == 1);
}

TEST_CASE("a digest that a member takes keeps the session") {
    Stage stage;
    stage.zookeeper.enforces_auth = true;
    stage.member.digest = {"me", "pw"};
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.progress.wait();
    });
    CHECK(stage.zookeeper.authentications == 1);
}

namespace {

void give_admin_server(Stage& stage, const std::string& scenario) {
    stage.admin.emplace(HttpTarget{stage.http, stage.admin_server.url(), nullptr});
    for (const std::string command : {"monitor", "voting_view"}) {
        auto answer = capture("zookeeper/" + scenario + ".admin." + command + ".json");
        const auto status = answer.rfind("HTTP ");
        stage.admin_server.answer("/commands/" + command, std::stoi(answer.substr(status + 5)),
                                  answer.substr(0, status));
    }
    stage.admin_server.answer("/commands/configuration", 200,
                              R"({"tick_time": 3000, "server_id": 3, "error": null})");
}

constexpr std::string_view closed = " is not executed because it is not in the whitelist.\n";
constexpr std::string_view not_serving =
    "This ZooKeeper instance is not currently serving requests\n";

}  // namespace

TEST_CASE("where words are not whitelisted the AdminServer is asked, and srvr is spared") {
    Stage stage;
    give_admin_server(stage, "healthy.n3");
    stage.zookeeper.ruok = "ruok" + std::string(closed);
    stage.zookeeper.mntr = "mntr" + std::string(closed);
    stage.zookeeper.conf = "conf" + std::string(closed);
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto state = co_await stage.state.next();
        REQUIRE(state.answer);
        CHECK(state.answer->told_by == "AdminServer");
        CHECK(state.answer->mode == ServerMode::leader);
        CHECK(state.answer->synced_followers == 2);
        CHECK((co_await stage.ruok.next()).answer == true);
        const auto membership = co_await stage.membership.next();
        REQUIRE(membership.answer);
        CHECK(membership.answer->server_id == 3);
        CHECK(membership.answer->tick_time == 3s);
        CHECK(membership.answer->servers.size() == 3);
    });
    CHECK(std::ranges::count(stage.zookeeper.words, "srvr") == 0);
}

TEST_CASE("an AdminServer that fails leaves srvr, and of conf's failures the one with a remedy") {
    Stage stage;
    stage.admin.emplace(HttpTarget{stage.http, stage.admin_server.url(), nullptr});  // only 404s
    stage.zookeeper.ruok = "ruok" + std::string(closed);
    stage.zookeeper.mntr = "mntr" + std::string(closed);
    stage.zookeeper.conf = "conf" + std::string(closed);
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto state = co_await stage.state.next();
        REQUIRE(state.answer);
        CHECK(state.answer->told_by == "srvr");
        CHECK((co_await stage.ruok.next()).answer.error().reason == Reason::not_allowed);
        const auto membership = co_await stage.membership.next();
        REQUIRE(!membership.answer);
        CHECK(membership.answer.error().reason == Reason::not_allowed);
    });
}

TEST_CASE("an AdminServer that did not tell the ensemble is asked for it again") {
    Stage stage;
    stage.pace.interval = 20ms;
    stage.admin.emplace(HttpTarget{stage.http, stage.admin_server.url(), nullptr});  // only 404s
    stage.zookeeper.conf = "conf" + std::string(closed);
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        CHECK(!(co_await stage.membership.next()).answer);
        give_admin_server(stage, "healthy.n3");
        CHECK((co_await stage.membership.next()).answer);
    });
}

TEST_CASE("a leader with leaderServes=no leads, by the word of its AdminServer") {
    Stage stage;
    give_admin_server(stage, "leaderServes-no.n3");
    stage.zookeeper.mntr = not_serving;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto state = co_await stage.state.next();
        REQUIRE(state.answer);
        CHECK(state.answer->mode == ServerMode::leader);
        CHECK(state.answer->told_by == "AdminServer");
    });
}

TEST_CASE("a member that does not serve stays so where its AdminServer knows no better") {
    Stage stage;
    give_admin_server(stage, "noquorum-survivor-n2.n2");
    stage.zookeeper.mntr = not_serving;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto state = co_await stage.state.next();
        REQUIRE(state.answer);
        CHECK(state.answer->mode == ServerMode::not_serving);
        CHECK(state.answer->told_by == "mntr");
    });
}

#include "agent/probes/heard.hpp"
#include "agent/probes/zookeeper/stand_in.hpp"
#include "probes/zookeeper/handshake_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::Means;

namespace {

struct Stage {
    std::shared_ptr<HandshakeProbe> start(config::Pace pace = on_demand) {
        std::vector<Member> members;
        for (const auto& member : ensemble) {
            members.push_back({.endpoint = member.endpoint(), .digest = digest});
        }
        auto probe = make_probe<HandshakeProbe>(ProbeContext{.loop = loop, .timeout = timeout},
                                                "ensemble", std::move(members), pace,
                                                [this](std::size_t member, auto observation) {
                                                    asked.push_back(member);
                                                    heard[member].sink()(std::move(observation));
                                                });
        probe->start();
        return probe;
    }

    seconds shift{0};  ///< of the clock
    net::Loop loop{[this] { return system_now() + shift; }};
    milliseconds timeout{100};
    std::optional<net::Digest> digest;
    std::array<StandIn, 3> ensemble{StandIn{loop}, StandIn{loop}, StandIn{loop}};
    std::array<Heard<cluster::NewSession>, 3> heard;
    std::vector<std::size_t> asked;
};

}  // namespace

TEST_CASE("a granted session is proof, and is closed again") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto seen = co_await stage.heard[0].next();
        CHECK(seen.answer == cluster::NewSession{.read_only = false});
        while (stage.ensemble[0].farewells == 0) {
            co_await stage.loop.wheel().sleep_until(stage.loop.in(5ms));
        }
    });
}

TEST_CASE("a member without quorum closes, a frozen one is silent, a dead one refuses") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.ensemble[0].sessions = StandIn::Sessions::refused;
        stage.ensemble[1].sessions = StandIn::Sessions::silent;
        stage.ensemble[2].die();
        const auto probe = stage.start();
        for (std::size_t i = 0; i < 3; ++i) probe->poke(i, Means::connection_closed);
        const auto reason = [&](std::size_t i) -> net::Task<Reason> {
            const auto seen = co_await stage.heard[i].next();
            REQUIRE(!seen.answer);
            CHECK(seen.answer.error().attempted == "new session");
            CHECK(seen.answer.error().target == to_string(stage.ensemble[i].endpoint()));
            co_return seen.answer.error().reason;
        };
        CHECK(co_await reason(0) == Reason::closed);
        CHECK(co_await reason(1) == Reason::timed_out);
        CHECK(co_await reason(2) == Reason::refused);
    });
}

TEST_CASE("an answer that is none is told of the member, not of the ensemble") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        stage.ensemble[0].sessions = StandIn::Sessions::garbled;
        const auto probe = stage.start();
        const auto seen = co_await stage.heard[0].next();
        REQUIRE(!seen.answer);
        CHECK(seen.answer.error().reason == Reason::protocol);
        CHECK(seen.answer.error().target == to_string(stage.ensemble[0].endpoint()));
    });
}

TEST_CASE("a poke asks the member that it names, and no other") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        for (auto& heard : stage.heard) co_await heard.next();
        probe->poke(1, Means::connection_closed);
        const auto seen = co_await stage.heard[1].next();
        CHECK(seen.means == Means::connection_closed);
        CHECK(seen.answer);
    });
    CHECK(stage.asked.size() == 4);
}

TEST_CASE("all members are asked at once when one is suspected, and again two seconds later") {
    Stage stage;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto a_round = [&]() -> net::Task<void> {
            for (auto& heard : stage.heard) CHECK((co_await heard.next()).answer);
        };
        co_await a_round();
        const auto first_round = stage.loop.now().mono;
        probe->poke_all();
        co_await a_round();
        stage.shift = 1s;
        probe->poke_all();
        probe->poke_all();
        co_await a_round();
        CHECK(stage.loop.now().mono >= first_round + HandshakeProbe::rounds_apart);
    });
    CHECK(stage.asked.size() == 9);
}

TEST_CASE("a handshake has less patience than a question, and says so") {
    Stage stage;
    stage.timeout = 1h;
    stage.ensemble[1].sessions = StandIn::Sessions::silent;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        const auto seen = co_await stage.heard[1].next();
        REQUIRE(!seen.answer);
        CHECK(seen.answer.error().reason == Reason::timed_out);
        CHECK(seen.answer.error().answer == "timed out after " + human(HandshakeProbe::patience));
        CHECK(seen.answered.mono - seen.asked.mono >= HandshakeProbe::patience);
    });
}

TEST_CASE("a member that enforces authentication still proves the quorum, and wants to know us") {
    Stage stage;
    stage.ensemble[0].enforces_auth = true;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        CHECK((co_await stage.heard[0].next()).answer ==
              cluster::NewSession{.wants_authentication = true});
        CHECK((co_await stage.heard[1].next()).answer == cluster::NewSession{});
    });
}

TEST_CASE("a member that would not hear a farewell is spared it for a while") {
    Stage stage;
    stage.ensemble[0].enforces_auth = true;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.heard[0].next();
        for (int i = 0; i < 2; ++i) {
            probe->poke(0);
            CHECK((co_await stage.heard[0].next()).answer ==
                  cluster::NewSession{.wants_authentication = true});
        }
        CHECK(stage.ensemble[0].refusals == 1);
        stage.ensemble[0].enforces_auth = false;
        stage.shift = 301s;
        probe->poke(0);
        CHECK((co_await stage.heard[0].next()).answer == cluster::NewSession{});
    });
}

TEST_CASE("authentication is sent where it was missed before, and nowhere else") {
    Stage stage;
    stage.digest = {"me", "pw"};
    stage.ensemble[0].enforces_auth = true;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        for (auto& heard : stage.heard) {
            CHECK((co_await heard.next()).answer == cluster::NewSession{});
        }
        probe->poke_all();
        for (auto& heard : stage.heard) {
            CHECK((co_await heard.next()).answer == cluster::NewSession{});
        }
    });
    CHECK(stage.ensemble[0].authentications == 1);
    CHECK(stage.ensemble[0].farewells == 1);
    CHECK(stage.ensemble[1].authentications == 0);
}

TEST_CASE("where digest does not satisfy a member, it wants to know us all the same") {
    Stage stage;
    stage.digest = {"me", "pw"};
    stage.ensemble[0].enforces_auth = true;
    stage.ensemble[0].takes_digest = false;
    net::run(stage.loop, [&]() -> net::Task<void> {
        const auto probe = stage.start();
        co_await stage.heard[0].next();
        probe->poke(0);
        CHECK((co_await stage.heard[0].next()).answer ==
              cluster::NewSession{.wants_authentication = true});
    });
}

#include "agent/net/zookeeper_stand_in.hpp"
#include "agent/probes/heard.hpp"
#include "agent/probes/zookeeper/stand_in.hpp"
#include "probes/zookeeper/ensemble_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using net::Task;

namespace {

struct Stage {
    std::shared_ptr<EnsembleProbe> start(std::vector<Member> members) {
        auto probe = make_probe<EnsembleProbe>(
            ProbeContext{.loop = loop}, "zk1:2181", std::move(members), "/druid",
            EnsembleProbe::Sinks{.latch = {coordinator.sink(), overlord.sink()},
                                 .announcements = announced.sink(),
                                 .config_node = config.sink()});
        probe->start();
        return probe;
    }

    /// The first answer of those that come.
    template <class T>
    static Task<T> answer(Heard<T>& heard) {
        for (;;) {
            auto seen = co_await heard.next();
            if (seen.answer) co_return *seen.answer;
        }
    }

    template <class T>
    static Task<Failure> failure(Heard<T>& heard, Reason reason) {
        for (;;) {
            auto seen = co_await heard.next();
            if (!seen.answer && seen.answer.error().reason == reason) co_return seen.answer.error();
        }
    }

    net::Loop loop;
    Heard<cluster::Latch> coordinator;
    Heard<cluster::Latch> overlord;
    Heard<cluster::Announcements> announced;
    Heard<cluster::Membership> config;
};

constexpr auto config_path = "/zookeeper/config";

}  // namespace

TEST_CASE("without a member to read from, latches and announcements are unknown, and say why") {
    Stage stage;
    net::run(stage.loop, [&]() -> Task<void> {
        const Endpoint nobody{"127.0.0.1", net::deserted_port(stage.loop)};
        const auto probe = stage.start({Member{.endpoint = nobody}});
        for (auto* latch : {&stage.coordinator, &stage.overlord}) {
            const auto failure = co_await Stage::failure(*latch, Reason::unreachable);
            CHECK(failure.target == "zk1:2181");
        }
        CHECK(!(co_await stage.announced.next()).answer);
        CHECK(!(co_await stage.config.next()).answer);
    });
}

TEST_CASE("the configuration is read from its node, and again when its watch fires") {
    Stage stage;
    net::ZooKeeperStandIn member(stage.loop);
    member.data_of[config_path] = "server.1=zk1:2888:3888:participant\nversion=1";
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start({Member{.endpoint = member.endpoint()}});
        CHECK((co_await Stage::answer(stage.config)).version == 1);
        member.data_of[config_path] = "server.1=zk1:2888:3888:participant\nversion=2";
        constexpr std::int32_t changed = 3;
        co_await member.fire(changed, config_path);
        CHECK((co_await Stage::answer(stage.config)).version == 2);
    });
}

TEST_CASE("no configuration node is no failure") {
    Stage stage;
    net::ZooKeeperStandIn member(stage.loop);
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start({Member{.endpoint = member.endpoint()}});
        CHECK((co_await Stage::answer(stage.config)).servers.empty());
        CHECK((co_await Stage::answer(stage.coordinator)).contenders.empty());
    });
}

TEST_CASE("what a member did not answer is asked again soon, however rarely it is read") {
    Stage stage;
    net::ZooKeeperStandIn member(stage.loop);
    member.error = -1;  // a system error
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start({Member{.endpoint = member.endpoint()}});
        co_await Stage::failure(stage.config, Reason::protocol);
        co_await Stage::failure(stage.coordinator, Reason::protocol);
        co_await Stage::failure(stage.announced, Reason::protocol);
        member.error = 0;
        co_await Stage::answer(stage.config);
        co_await Stage::answer(stage.coordinator);
        co_await Stage::answer(stage.announced);
    });
}

TEST_CASE("after every session latches are read again, with their watches") {
    Stage stage;
    net::ZooKeeperStandIn member(stage.loop);
    member.children = {{"_c_u-latch-0000000001"}};
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start({Member{.endpoint = member.endpoint()}});
        CHECK((co_await Stage::answer(stage.coordinator)).contenders.size() == 1);
        member.children = {{"_c_u-latch-0000000001", "_c_v-latch-0000000002"}};
        member.session = 0;  // what a server says of a session that is over
        member.hang_up();
        co_await Stage::failure(stage.coordinator, Reason::unreachable);
        member.session = 0x300;
        CHECK((co_await Stage::answer(stage.coordinator)).contenders.size() == 2);
        constexpr std::int32_t children_changed = 4;
        member.children = {{}};
        co_await member.fire(children_changed, "/druid/coordinator/_COORDINATOR");
        CHECK((co_await Stage::answer(stage.coordinator)).contenders.empty());
    });
}

TEST_CASE("latches are not read through a member that does not belong") {
    Stage stage;
    net::ZooKeeperStandIn stranger(stage.loop);
    net::ZooKeeperStandIn member(stage.loop);
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start(
            {Member{.endpoint = stranger.endpoint()}, Member{.endpoint = member.endpoint()}});
        probe->avoid({stranger.endpoint()});
        cluster::Latch latch;
        while (latch.read_through != to_string(member.endpoint())) {
            latch = co_await Stage::answer(stage.coordinator);
        }
        CHECK(stage.coordinator.empty());
    });
}

TEST_CASE("members that demand authentication leave latches unknown, with the remedy") {
    Stage stage;
    net::ZooKeeperStandIn member(stage.loop);
    member.error = -124;
    net::run(stage.loop, [&]() -> Task<void> {
        const auto probe = stage.start({Member{.endpoint = member.endpoint()}});
        for (auto* latch : {&stage.coordinator, &stage.overlord}) {
            const auto failure = co_await Stage::failure(*latch, Reason::authentication);
            CHECK(failure.answer.contains("digest"));
        }
    });
    CHECK(member.server.connections() == 1);
}

TEST_CASE("members that turn out to speak TLS leave latches unknown, and are left alone") {
    Stage stage;
    const net::ScriptedServer tls_port(stage.loop, [](auto& socket, int) -> Task<void> {
        char first[5];
        co_await boost::asio::async_read(socket, boost::asio::buffer(first),
                                         boost::asio::use_awaitable);
        if (first[0] == 22) co_await net::say(socket, std::string("\x15\3\3\0\2\2\50", 7));
    });
    net::run(stage.loop, [&]() -> Task<void> {
        Member member{.endpoint = tls_port.endpoint()};
        member.dialect = std::make_shared<PortDialect>(stage.loop, member.endpoint, false);
        member.dialect->suspect({Reason::closed, {}, {}, {}});
        while (!member.dialect->misunderstanding()) {
            co_await stage.loop.wheel().sleep_until(stage.loop.in(5ms));
        }
        const auto probe = stage.start({member});
        const auto failure = co_await Stage::failure(stage.coordinator, Reason::tls);
        CHECK(failure.answer == "it speaks TLS: give the zookeeper section `tls`");
        const auto connections = tls_port.connections();
        co_await Stage::failure(stage.overlord, Reason::tls);
        CHECK(tls_port.connections() == connections);
    });
}

#include "net/zookeeper_session.hpp"
#include "zookeeper_stand_in.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;
using Kind = ZooKeeperEvent::Kind;
using Member = ZooKeeperStandIn;

namespace {

struct Events {
    std::vector<Kind> kinds;
    std::string path;
    Waiter next;

    auto recorder() {
        return [this](const ZooKeeperEvent& event) {
            kinds.push_back(event.kind);
            path = event.path;
            next.wake();
        };
    }

    Task<void> until(Kind kind) {
        while (kinds.empty() || kinds.back() != kind) co_await next.wait();
    }
};

}  // namespace

TEST_CASE("children and data of a node are read, with the session that holds it") {
    Loop loop;
    Member member(loop);
    member.children = {{"a", "b"}};
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.server.endpoint()}, 10s);
        const auto names = co_await session.children("/druid", false, loop.in(10s));
        REQUIRE(names);
        CHECK(*names == std::vector<std::string>{"a", "b"});
        CHECK(session.connected());
        CHECK(session.connected_member() == member.server.endpoint());
        CHECK(session.session_id() == 0x100);
        const auto node = co_await session.get("/druid/a", false, loop.in(10s));
        REQUIRE(node);
        CHECK(*node == NodeData{"http://m1:8081", 0x77});
    });
}

TEST_CASE("a node that is not there is an answer, and its creation is watched") {
    Loop loop;
    Member member(loop);
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.server.endpoint()}, 10s);
        session.on_event(events.recorder());
        const auto names = co_await session.children("/druid", true, loop.in(10s));
        REQUIRE(names);
        CHECK_FALSE(*names);
        CHECK(member.asked == std::vector{Member::list, Member::exists});
        constexpr std::int32_t created = 1;
        co_await member.fire(created, "/druid");
        co_await events.until(Kind::node_changed);
        CHECK(events.path == "/druid");
    });
    CHECK(events.kinds == std::vector{Kind::connected, Kind::node_changed});
}

TEST_CASE("a session that lost its member connects again by itself") {
    Loop loop;
    Member member(loop);
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.server.endpoint()}, 10s);
        session.on_event(events.recorder());
        co_await events.until(Kind::connected);
        member.hang_up();
        co_await events.until(Kind::disconnected);
        CHECK_FALSE(session.connected_member());
        co_await events.until(Kind::connected);
    });
}

TEST_CASE("a session that the server does not know any more has expired, and a new one begins") {
    Loop loop;
    Member member(loop);
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.server.endpoint()}, 10s);
        session.on_event(events.recorder());
        co_await events.until(Kind::connected);
        member.session = 0;  // what a server says of a session that is over
        member.hang_up();
        co_await events.until(Kind::expired);
        member.session = 0x200;
        co_await events.until(Kind::connected);
        CHECK(session.session_id() == 0x200);
    });
}

TEST_CASE("a session has expired by our own clock when nobody answers for its whole timeout") {
    auto shift = 0s;
    Loop loop([&] { return system_now() + shift; });
    Member member(loop);
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.server.endpoint()}, 10s);
        session.on_event(events.recorder());
        co_await events.until(Kind::connected);
        member.server.close();
        member.hang_up();
        co_await events.until(Kind::disconnected);
        shift = 11s;
        co_await events.until(Kind::expired);
        CHECK(session.session_id() == 0);
    });
}

TEST_CASE("without a member to talk to, a read is late at its deadline") {
    Loop loop;
    const Endpoint nobody{"127.0.0.1", deserted_port(loop)};
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {nobody}, 10s);
        const auto names = co_await session.children("/druid", true, loop.in(30ms));
        REQUIRE_FALSE(names);
        CHECK(names.error().reason == Reason::timed_out);
        CHECK(names.error().target == to_string(nobody));
    });
}

TEST_CASE("a session may go while a read is on its way") {
    Loop loop;
    const ScriptedServer silent(loop, [](Socket& socket, int) -> Task<void> {
        co_await hear(socket, "nothing that will come");
    });
    run(loop, [&]() -> Task<void> {
        auto session =
            std::make_unique<ZooKeeperSession>(loop, std::vector{silent.endpoint()}, 10s);
        const auto reads = [&]() -> Task<void> {
            co_await session->children("/druid", true, loop.in(20ms));
        };
        const auto handle = loop.start(reads());
        co_await loop.wheel().sleep_until(loop.in(1ms));
        session.reset();
        while (handle.running()) co_await loop.wheel().sleep_until(loop.in(5ms));
    });
}

TEST_CASE("a member that grants and hangs up is tried ever more seldom") {
    Loop loop;
    Member member(loop);
    member.hangs_up = true;
    std::vector<Monotonic> connected;
    Waiter next;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.endpoint()}, 10s);
        session.on_event([&](const ZooKeeperEvent& event) {
            if (event.kind != Kind::connected) return;
            connected.push_back(loop.now().mono);
            next.wake();
        });
        while (connected.size() < 5) co_await next.wait();
    });
    auto least = 50ms;
    for (std::size_t i = 1; i < connected.size(); ++i, least *= 2) {
        CHECK(connected[i] - connected[i - 1] >= least);
    }
}

TEST_CASE("members that accept and close are tried no oftener, however many they are") {
    Loop loop;
    std::vector<Monotonic> attempts;
    Waiter next;
    const auto close_at_once = [&](Socket&, int) -> Task<void> {
        attempts.push_back(loop.now().mono);
        next.wake();
        co_return;
    };
    const ScriptedServer one(loop, close_at_once);
    const ScriptedServer two(loop, close_at_once);
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {one.endpoint(), two.endpoint()}, 10s);
        while (attempts.size() < 6) co_await next.wait();
    });
    CHECK(attempts.back() - attempts.front() >= 50ms + 100ms + 200ms + 400ms);
}

TEST_CASE("a member that demands authentication is left alone, and says what to do") {
    Loop loop;
    Member member(loop);
    member.children = {{"a"}};
    member.error = -124;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.endpoint()}, 10s);
        for (int i = 0; i < 3; ++i) {
            const auto names = co_await session.children("/druid", true, loop.in(10s));
            REQUIRE_FALSE(names);
            CHECK(names.error().reason == Reason::authentication);
            CHECK(names.error().target == to_string(member.endpoint()));
            CHECK(names.error().answer.contains("set `digest` in the zookeeper section"));
        }
        REQUIRE(session.refusal());
        while (session.connected()) co_await loop.wheel().sleep_until(loop.in(5ms));
    });
    CHECK(member.server.connections() == 1);
}

TEST_CASE("after its rest a session is tried again") {
    milliseconds shift{0};
    Loop loop([&] { return system_now() + shift; });
    Member member(loop);
    member.error = -124;
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.endpoint()}, 10s);
        session.on_event(events.recorder());
        co_await session.children("/druid", false, loop.in(10s));
        co_await events.until(Kind::expired);
        member.error = 0;
        shift = ZooKeeperSession::refused_pause + 1s;
        co_await events.until(Kind::connected);
        CHECK_FALSE(session.refusal());
    });
}

TEST_CASE("what an ACL closes is not allowed, and names the node and whom it lacks") {
    Loop loop;
    Member member(loop);
    member.error = -102;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession nobody(loop, {member.endpoint()}, 10s);
        const auto unknown = co_await nobody.children("/druid/x", true, loop.in(10s));
        CHECK(unknown.error() ==
              Failure{Reason::not_allowed, "read /druid/x", to_string(member.endpoint()),
                      "no READ on /druid/x without authentication: set `digest` in the zookeeper "
                      "section"});
        ZooKeeperSession known(loop, {member.endpoint()}, 10s, {.digest = Digest{"me", "pw"}});
        const auto refused = co_await known.children("/druid/x", true, loop.in(10s));
        CHECK(refused.error().answer == "no READ on /druid/x for me: add it to the node's ACL");
        CHECK(known.connected());
    });
}

TEST_CASE("a session leaves a member that is to be avoided, and does not return") {
    Loop loop;
    Member stranger(loop);
    Member member(loop);
    member.session = 0x200;
    Events events;
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {stranger.endpoint(), member.endpoint()}, 10s);
        session.on_event(events.recorder());
        session.avoid({member.endpoint()});
        while (session.connected_member() != stranger.endpoint()) co_await events.next.wait();
        session.avoid({stranger.endpoint()});
        while (session.connected_member() != member.endpoint()) co_await events.next.wait();
        CHECK(session.session_id() == 0x200);
        session.avoid({stranger.endpoint(), member.endpoint()});
        co_await events.until(Kind::expired);
        CHECK_FALSE(session.connected());
    });
}

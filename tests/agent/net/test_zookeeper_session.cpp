#include <boost/asio/read.hpp>

#include "net/zookeeper_session.hpp"
#include "on_loop.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
using Socket = ScriptedServer::Socket;
using Kind = ZooKeeperEvent::Kind;

namespace {

template <class Integer>
std::string number(Integer value) {
    std::string bytes;
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
}

std::string text(const std::string& value) {
    return number(static_cast<std::int32_t>(value.size())) + value;
}

std::string frame(const std::string& content) { return text(content); }

// A member of the ensemble as far as one session and three kinds of reads go.
class Member {
  public:
    explicit Member(Loop& loop)
        : server(loop, [this](Socket& socket, int) { return serve(socket); }) {}

    std::optional<std::vector<std::string>> children;  // of every node; none: no node
    std::int64_t session = 0x100;
    std::vector<std::int32_t> asked;  // the operations, in order
    Socket* connection = nullptr;
    ScriptedServer server;

    static constexpr std::int32_t exists = 3, data = 4, list = 8, ping = 11;

    Task<void> fire(std::int32_t type, std::string path) {
        co_await say(*connection, frame(number<std::int32_t>(-1) + number<std::int64_t>(0) +
                                        number<std::int32_t>(0) + number(type) +
                                        number<std::int32_t>(3) + text(path)));
    }

  private:
    Task<std::string> receive(Socket& socket) {
        std::string bytes(4, '\0');
        co_await boost::asio::async_read(socket, boost::asio::buffer(bytes),
                                         boost::asio::use_awaitable);
        bytes.resize(read_number(bytes));
        co_await boost::asio::async_read(socket, boost::asio::buffer(bytes),
                                         boost::asio::use_awaitable);
        co_return bytes;
    }

    static std::uint32_t read_number(std::string_view bytes) {
        std::uint32_t value = 0;
        for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }

    Task<void> serve(Socket& socket) {
        connection = &socket;
        co_await receive(socket);
        co_await say(socket, frame(number<std::int32_t>(0) + number<std::int32_t>(10000) +
                                   number(session) + text(std::string(16, 'p'))));
        for (;;) {
            const auto request = co_await receive(socket);
            const auto xid = static_cast<std::int32_t>(read_number(request));
            const auto operation = static_cast<std::int32_t>(read_number(request.substr(4)));
            if (operation != ping) asked.push_back(operation);
            co_await say(socket, frame(number(xid) + number<std::int64_t>(1) + answer(operation)));
        }
    }

    std::string answer(std::int32_t operation) const {
        const std::string stat = number<std::int64_t>(1) + number<std::int64_t>(1) +
                                 std::string(16, '\0') + std::string(12, '\0') +
                                 number<std::int64_t>(0x77) + std::string(8, '\0') +
                                 number<std::int64_t>(1);
        constexpr std::int32_t no_node = -101;
        if (operation == ping) return number<std::int32_t>(0);
        if (!children) return number(no_node);
        std::string body = number<std::int32_t>(0);
        if (operation == data) return body + text("http://m1:8081") + stat;
        if (operation == exists) return body + stat;
        body += number(static_cast<std::int32_t>(children->size()));
        for (const auto& child : *children) body += text(child);
        return body;
    }
};

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
        member.connection->shutdown(boost::asio::socket_base::shutdown_both);
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
        member.connection->shutdown(boost::asio::socket_base::shutdown_both);
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
        member.connection->shutdown(boost::asio::socket_base::shutdown_both);
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

#include <random>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/zookeeper_gate.hpp"
#include "net/zookeeper_session.hpp"
#include "zookeeper_stand_in.hpp"

using namespace druidwatch;
using namespace druidwatch::net;
namespace ssl = boost::asio::ssl;
using Member = ZooKeeperStandIn;
using Socket = ScriptedServer::Socket;
using boost::asio::ip::tcp;

namespace {

std::string file(const std::string& name) { return DRUIDWATCH_FIXTURES "/tls/" + name; }

/// A member behind TLS: what it decrypts goes to the stand-in, and back.
class TlsFront {
  public:
    TlsFront(Loop& loop, const Member& member)
        : loop_(loop),
          member_(member.endpoint()),
          context_(ssl::context::tls_server),
          server_(loop, [this](Socket& socket, int) { return serve(socket); }) {
        context_.use_certificate_chain_file(file("server.pem"));
        context_.use_private_key_file(file("server.key"), ssl::context::pem);
    }

    Endpoint endpoint() const { return {"localhost", server_.endpoint().port}; }

  private:
    using Stream = ssl::stream<Socket&>;

    Task<void> serve(Socket& socket) {
        Stream stream(socket, context_);
        co_await stream.async_handshake(ssl::stream_base::server, boost::asio::use_awaitable);
        Socket plain(loop_.context());
        const auto address = boost::asio::ip::make_address(member_.host);
        co_await plain.async_connect({address, member_.port}, boost::asio::use_awaitable);
        const auto back = loop_.start(pump(plain, stream));
        co_await pump(stream, plain);
    }

    template <class From, class To>
    static Task<void> pump(From& from, To& to) {
        char chunk[4096];
        for (;;) {
            boost::system::error_code error;
            const auto count = co_await from.async_read_some(
                boost::asio::buffer(chunk),
                boost::asio::redirect_error(boost::asio::use_awaitable, error));
            if (error) co_return;
            co_await boost::asio::async_write(to, boost::asio::buffer(chunk, count),
                                              boost::asio::use_awaitable);
        }
    }

    Loop& loop_;
    Endpoint member_;
    ssl::context context_;
    ScriptedServer server_;
};

Task<void> eventually(Loop& loop, std::function<bool()> condition) {
    while (!condition()) co_await loop.wheel().sleep_until(loop.in(5ms));
}

}  // namespace

TEST_CASE("a watch event that is cut short ends its connection and not the agent") {
    Loop loop;
    Member member(loop);
    member.children = {{"a"}};
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {member.endpoint()}, 10s);
        REQUIRE(co_await session.children("/druid", true, loop.in(10s)));
        const auto id = session.session_id();
        bool disconnected = false;
        session.on_event([&](const auto& event) {
            disconnected = disconnected || event.kind == ZooKeeperEvent::Kind::disconnected;
        });
        // Debian's client of 3.8 reads on behind the end of it, and dies.
        co_await member.frame(Member::event(4, "/druid").substr(0, 18));
        co_await eventually(loop, [&] { return disconnected; });
        REQUIRE(session.trouble());
        CHECK(*session.trouble() == Failure{Reason::protocol, "session",
                                            to_string(member.endpoint()),
                                            "a malformed watch event (18 bytes)"});
        REQUIRE(co_await session.children("/druid", true, loop.in(10s)));
        CHECK(session.session_id() == id);
        CHECK_FALSE(session.trouble());
    });
}

TEST_CASE("a member that answers nonsense fails the read, and names itself") {
    Loop loop;
    Member liar(loop);
    liar.spoil = [](const std::string&) { return std::string(40, '\x7f'); };
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {liar.endpoint()}, 10s);
        const auto names = co_await session.children("/druid", true, loop.in(10s));
        REQUIRE_FALSE(names);
        CHECK(names.error() == Failure{Reason::protocol, "read /druid", to_string(liar.endpoint()),
                                       "a malformed answer: to nothing that was asked (40 bytes)"});
    });
}

TEST_CASE("from a member that answers nonsense a session goes on to the next") {
    Loop loop;
    Member liar(loop);
    Member honest(loop);
    honest.children = {{"a"}};
    liar.spoil = [](const std::string&) { return std::string(40, '\x7f'); };
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {liar.endpoint(), honest.endpoint()}, 10s);
        while (!co_await session.children("/druid", true, loop.in(10s))) continue;
        CHECK(session.connected_member() == honest.endpoint());
    });
}

TEST_CASE("whatever a member says, the client lives") {
    Loop loop;
    std::mt19937 random(20261124);
    const auto below = [&](std::size_t limit) { return random() % limit; };
    run(loop, [&]() -> Task<void> {
        for (int round = 0; round < 300; ++round) {
            Member member(loop);
            member.children = {{"a", "b"}};
            member.spoil = [&](std::string answer) {
                if (below(2) == 0) answer.resize(below(answer.size() + 8));
                for (auto flips = below(3); flips > 0 && !answer.empty(); --flips) {
                    answer[below(answer.size())] = static_cast<char>(random());
                }
                return answer;
            };
            ZooKeeperSession session(loop, {member.endpoint()}, 10s);
            const auto names = co_await session.children("/druid", true, loop.in(10s));
            if (names) co_await session.get("/druid/a", true, loop.in(10s));
        }
    });
}

TEST_CASE("nobody but the client gets through the gate") {
    Loop loop;
    Member member(loop);
    run(loop, [&]() -> Task<void> {
        ZooKeeperGate gate(loop, {member.endpoint()}, nullptr, 1s);
        const auto port = parse_endpoint(gate.hosts())->port;
        const tcp::endpoint door{boost::asio::ip::address_v4::loopback(), port};
        CHECK(gate.member_at(door) == member.endpoint());
        Socket stranger(loop.context());
        co_await stranger.async_connect(door, boost::asio::use_awaitable);
        CHECK_FALSE(co_await hear(stranger, "anything"));
        CHECK(member.server.connections() == 0);
    });
}

TEST_CASE("a session that ends is ended at its member, too") {
    Loop loop;
    Member member(loop);
    run(loop, [&]() -> Task<void> {
        {
            ZooKeeperSession session(loop, {member.endpoint()}, 10s);
            co_await session.children("/druid", false, loop.in(10s));
        }
        co_await eventually(loop, [&] { return member.asked.back() == Member::close; });
    });
    CHECK(member.server.connections() == 1);
}

TEST_CASE("a session is spoken over TLS, and ended over it") {
    Loop loop;
    Member member(loop);
    member.children = {{"a", "b"}};
    const TlsFront front(loop, member);
    run(loop, [&]() -> Task<void> {
        {
            ZooKeeperSession session(
                loop, {front.endpoint()}, 10s,
                {.digest = Digest{"me", "pw"}, .tls = TlsFiles{.ca_file = file("ca.pem")}});
            const auto names = co_await session.children("/druid", true, loop.in(10s));
            REQUIRE(names);
            CHECK(*names == std::vector<std::string>{"a", "b"});
            CHECK(session.connected_member() == front.endpoint());
        }
        co_await eventually(loop, [&] { return member.asked.back() == Member::close; });
    });
}

TEST_CASE("a member whose certificate is not trusted gets no session, and is told of") {
    Loop loop;
    Member member(loop);
    const TlsFront front(loop, member);
    run(loop, [&]() -> Task<void> {
        ZooKeeperSession session(loop, {front.endpoint()}, 10s, {.tls = TlsFiles{}});
        co_await eventually(loop, [&] { return session.trouble().has_value(); });
        CHECK(session.trouble()->reason == Reason::tls);
        CHECK(session.trouble()->target == to_string(front.endpoint()));
    });
    CHECK(member.server.connections() == 0);
}

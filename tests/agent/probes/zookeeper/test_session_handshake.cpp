#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/session_handshake.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (const int value : values) text += static_cast<char>(value);
    return text;
}

const std::string password(16, 'p');

/// A server's answer to a connect request, in the layout that 3.8 sends: 37 bytes.
std::string grant(bool read_only = false, int timeout_high = 0x17, int timeout_low = 0x70) {
    return bytes({0, 0, 0, 37, 0, 0, 0, 0, 0, 0, timeout_high, timeout_low}) +
           bytes({1, 0, 0, 0x37, 0xd7, 0x9f, 0, 0, 0, 0, 0, 16}) + password +
           bytes({read_only ? 1 : 0});
}

std::string pong(int zxid) {
    return bytes({0, 0, 0, 16, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 1, 0, 0, 0, zxid, 0, 0, 0, 0});
}

SessionEvent event_of(SessionHandshake& handshake, std::string_view& inbound) {
    auto event = handshake.receive(inbound);
    REQUIRE(event);
    REQUIRE(*event);
    return **event;
}

SessionHandshake granted() {
    SessionHandshake handshake{6s};
    const auto answer = grant();
    std::string_view inbound = answer;
    REQUIRE(std::holds_alternative<SessionGranted>(event_of(handshake, inbound)));
    return handshake;
}

}  // namespace

TEST_CASE("the request for a session is a length and 45 bytes") {
    const auto request = SessionHandshake{6s}.open_request();
    REQUIRE(request.size() == 4 + 45);
    CHECK(request.substr(0, 4) == bytes({0, 0, 0, 45}));
    CHECK(request.substr(16, 4) == bytes({0, 0, 0x17, 0x70}));  // 6000 ms
    CHECK(request.substr(28, 4) == bytes({0, 0, 0, 16}));       // an empty password's length
    CHECK(request.back() == 1);                                 // read-only members, too
}

TEST_CASE("ping and close are headers alone") {
    CHECK(SessionHandshake::ping_request() ==
          bytes({0, 0, 0, 8, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 11}));
    CHECK(SessionHandshake::close_request() ==
          bytes({0, 0, 0, 8, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xf5}));
}

TEST_CASE("authentication is a packet with the scheme, the user and the password") {
    const auto request = SessionHandshake::auth_request({"me", "pw"});
    CHECK(request == bytes({0, 0, 0, 31, 0xff, 0xff, 0xff, 0xfc, 0, 0, 0, 100, 0, 0, 0, 0}) +
                         bytes({0, 0, 0, 6}) + "digest" + bytes({0, 0, 0, 5}) + "me:pw");
}

TEST_CASE("a request that is refused says by which code, and a zxid in it is none") {
    for (const int xid_low : {0xfe, 0xfc}) {
        auto handshake = granted();
        auto reply = pong(0);
        reply.replace(4, 4, bytes({0xff, 0xff, 0xff, xid_low}));
        reply.replace(16, 4, bytes({0xff, 0xff, 0xff, 0x84}));
        std::string_view inbound = reply;
        CHECK(std::get<RequestRefused>(event_of(handshake, inbound)).code == -124);
    }
}

TEST_CASE("authentication that is taken is an answer of its own") {
    auto handshake = granted();
    auto reply = pong(0);
    reply.replace(4, 4, bytes({0xff, 0xff, 0xff, 0xfc}));
    std::string_view inbound = reply;
    CHECK(std::holds_alternative<Authenticated>(event_of(handshake, inbound)));
}

TEST_CASE("37 bytes grant a session with the server's timeout") {
    SessionHandshake handshake{6s};
    const auto answer = grant();
    std::string_view inbound = answer;
    const auto event = event_of(handshake, inbound);
    const auto* session = std::get_if<SessionGranted>(&event);
    REQUIRE(session);
    CHECK(session->id == 0x1000037d79f0000);
    CHECK(session->timeout == 6s);
    CHECK(!session->read_only);
    CHECK(inbound.empty());
}

TEST_CASE("a read-only member says so, and 3.4 without the last byte is not read-only") {
    SessionHandshake handshake{6s};
    const auto answer = grant(true);
    std::string_view inbound = answer;
    CHECK(std::get<SessionGranted>(event_of(handshake, inbound)).read_only);

    SessionHandshake old{6s};
    auto short_answer = grant();
    short_answer.pop_back();
    short_answer[3] = 36;
    inbound = short_answer;
    const auto session = std::get<SessionGranted>(event_of(old, inbound));
    CHECK(session.timeout == 6s);
    CHECK(!session.read_only);
}

TEST_CASE("an answer may come byte by byte, and several at once") {
    SessionHandshake handshake{6s};
    const auto answer = grant();
    for (std::size_t i = 0; i + 1 < answer.size(); ++i) {
        std::string_view inbound(&answer[i], 1);
        const auto event = handshake.receive(inbound);
        REQUIRE(event);
        CHECK(!*event);
    }
    const auto last = answer.substr(answer.size() - 1) + pong(7) + pong(8);
    std::string_view inbound = last;
    CHECK(std::holds_alternative<SessionGranted>(event_of(handshake, inbound)));
    CHECK(std::get<Pong>(event_of(handshake, inbound)).zxid == 0x100000007);
    CHECK(std::get<Pong>(event_of(handshake, inbound)).zxid == 0x100000008);
}

TEST_CASE("after the grant any other frame is skipped, however long within the limit") {
    auto handshake = granted();
    const auto frames = bytes({0, 1, 0, 0}) + std::string(0x10000, 'x') + bytes({0, 0, 0, 0}) +
                        bytes({0, 0, 0, 3, 1, 2, 3}) + pong(1);
    std::string_view inbound = frames;
    for (int i = 0; i < 3; ++i) {
        CHECK(std::holds_alternative<FrameSkipped>(event_of(handshake, inbound)));
    }
    CHECK(std::holds_alternative<Pong>(event_of(handshake, inbound)));
}

TEST_CASE("the answer to close ends the session") {
    auto handshake = granted();
    auto reply = pong(1);
    reply.replace(4, 4, bytes({0, 0, 0, 1}));
    std::string_view inbound = reply;
    CHECK(std::holds_alternative<SessionClosed>(event_of(handshake, inbound)));
}

TEST_CASE("a denied session, another protocol and an endless frame are failures") {
    const auto failure_of = [](const std::string& answer) {
        SessionHandshake handshake{6s};
        std::string_view inbound = answer;
        const auto event = handshake.receive(inbound);
        REQUIRE(!event);
        return event.error().reason;
    };
    auto denied = grant();
    denied.replace(8, 12, 12, '\0');
    CHECK(failure_of(denied) == Reason::unavailable);
    CHECK(failure_of("HTTP/1.1 400 Bad Request\r\n\r\n") == Reason::too_large);
    CHECK(failure_of(bytes({0, 0, 0, 16}) + std::string(16, '\0')) == Reason::protocol);
    CHECK(failure_of(bytes({0x7f, 0xff, 0xff, 0xff})) == Reason::too_large);
}

TEST_CASE("no bytes break the handshake") {
    survive_mutations({grant() + pong(1) + pong(2), grant(true)}, [](const std::string& answer) {
        SessionHandshake handshake{6s};
        std::string_view inbound = answer;
        while (true) {
            const auto event = handshake.receive(inbound);
            if (!event || !*event) break;
        }
    });
}

#include <fstream>

#include <catch2/catch.hpp>

#include "agent/net/zookeeper_tape.hpp"
#include "agent/probes/mutations.hpp"
#include "net/jute.hpp"

using namespace druidwatch;
using namespace druidwatch::net;

namespace {

constexpr std::size_t at_once = std::string::npos / 2;

Tape recorded(const std::string& name) {
    std::ifstream file(DRUIDWATCH_FIXTURES "/zookeeper-sessions/" + name + ".hex");
    Tape tape;
    std::string by, hex;
    while (file >> by >> hex) {
        std::string bytes;
        for (std::size_t i = 0; i < hex.size(); i += 2) {
            bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        }
        tape.push_back({by == "<", std::move(bytes)});
    }
    REQUIRE(tape.size() > 50);
    return tape;
}

std::vector<Tape> all_recorded() {
    std::vector<Tape> tapes;
    for (const std::string version : {"3.4", "3.8", "3.9"}) {
        for (const std::string part : {".watching", ".resumed"}) {
            tapes.push_back(recorded(version + part));
        }
    }
    return tapes;
}

std::string said_by(const Tape& tape, bool member) {
    std::string bytes;
    for (const auto& said : tape) {
        if (said.by_member == member) bytes += said.bytes;
    }
    return bytes;
}

std::string framed(const std::string& record) {
    std::string frame;
    jute::put_buffer(frame, record);
    return frame;
}

template <class... Numbers>
std::string record(Numbers... numbers) {
    std::string bytes;
    (jute::put(bytes, numbers), ...);
    return bytes;
}

std::string text(const std::string& bytes) {
    std::string whole;
    jute::put_buffer(whole, bytes);
    return whole;
}

constexpr std::int64_t zxid = 7;
constexpr std::int32_t xid = 1000, ok = 0, exists = 3, data = 4, children = 8;

/// A session that was granted, and one request on its way.
Tape asking(std::int32_t operation) {
    Tape tape = recorded("3.8.watching");
    tape.resize(2);
    tape.push_back({false, framed(record(xid, operation) + text("/druid") + '\1')});
    return tape;
}

std::string failure_of(Tape tape, const std::string& answer) {
    tape.push_back({true, framed(answer)});
    return play(tape, at_once).failure;
}

}  // namespace

TEST_CASE("what members of every version say passes as it is, in pieces of any size") {
    for (const auto& tape : all_recorded()) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, at_once}) {
            const auto played = play(tape, piece);
            CHECK(played.failure.empty());
            CHECK(played.to_client == said_by(tape, true));
            CHECK(played.to_member == said_by(tape, false));
        }
    }
}

TEST_CASE("a frame of a member that is cut short or too long by a byte does not pass") {
    constexpr std::size_t grant_of_3_4 = 36;
    for (const auto& tape : all_recorded()) {
        for (std::size_t i = 0; i < tape.size(); ++i) {
            if (!tape[i].by_member) continue;
            const auto whole = tape[i].bytes.substr(4);
            for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
                if (size == whole.size() || size == grant_of_3_4) continue;
                auto altered = whole;
                altered.resize(size);
                Tape until(tape.begin(), tape.begin() + static_cast<std::ptrdiff_t>(i));
                const auto before = said_by(until, true);
                until.push_back({true, framed(altered)});
                const auto played = play(until, at_once);
                if (played.failure.empty() || played.to_client != before) FAIL(i << " " << size);
            }
        }
    }
}

TEST_CASE("of conversations that no member would have, nothing passes that a client can't read") {
    std::vector<std::string> seeds;
    for (const auto& tape : all_recorded()) seeds.push_back(packed(tape));
    probes::survive_mutations(
        seeds, [](const std::string& bytes) { REQUIRE_NOTHROW(play(unpacked(bytes), at_once)); });
}

TEST_CASE("the greeting is the answer to a connect request, and nothing else") {
    const auto greeting = recorded("3.8.watching").front();
    const auto grant = [](std::int32_t timeout, std::int64_t session, const std::string& password) {
        return record(ok, timeout, session) + text(password) + '\0';
    };
    const std::string password(16, 'p');
    CHECK(failure_of({greeting}, grant(6000, 1, password)).empty());
    CHECK(failure_of({}, grant(6000, 1, password)).contains("connect request"));
    CHECK(failure_of({greeting}, grant(6000, 1, password + "p")).contains("connect request"));
    CHECK(failure_of({greeting}, record(ok, 6000, zxid, 17) + password + '\0')
              .contains("connect request"));
    CHECK(failure_of({greeting}, grant(0, 1, password)) == "a session of 0 ms");
    CHECK(failure_of({greeting}, grant(-1, 1, password)) == "a session of -1 ms");
    CHECK(failure_of({greeting}, grant(0x7fffffff, 1, password)) == "a session of 2147483647 ms");
    CHECK(failure_of({greeting}, grant(0, 0, password)) == "the session was denied");
    const auto resuming = recorded("3.8.resumed").front();
    CHECK(failure_of({resuming}, grant(0, 0, password)).empty());
}

TEST_CASE("only what was asked is answered, in the order in which it was asked") {
    const auto nothing_there = record(xid, zxid, -101);
    CHECK(failure_of(asking(children), nothing_there).empty());
    CHECK(failure_of(asking(children), record(xid + 1, zxid, -101)).contains("nothing that was"));
    auto answered = asking(children);
    answered.push_back({true, framed(nothing_there)});
    CHECK(failure_of(answered, nothing_there).contains("nothing that was asked"));
    for (const auto unasked : {-2, -4, -8}) {
        CHECK(failure_of(asking(children), record(unasked, zxid, ok)).contains("nothing that was"));
    }
    auto pinged = asking(children);
    pinged.push_back({false, framed(record(-2, 11))});
    CHECK(failure_of(pinged, record(-2, zxid, ok)).empty());  // pongs may overtake
}

TEST_CASE("names are whole, and as many as their count says") {
    const auto list = [](std::int32_t count, const std::string& names) {
        return failure_of(asking(children), record(xid, zxid, ok, count) + names);
    };
    CHECK(list(0, "").empty());
    CHECK(list(2, text("a") + text("b")).empty());
    for (const auto count : {-1, 1, 3, 0x7fffffff}) {
        CHECK(list(count, text("a") + text("b")).contains("list of children"));
    }
    CHECK(list(1, text("")).contains("list of children"));
    CHECK(list(1, text(std::string("a\0b", 3))).contains("list of children"));
    CHECK(list(1, record(-1)).contains("list of children"));
    CHECK(list(1, record(-2) + "a").contains("list of children"));
}

TEST_CASE("data come with their stat, and may be none") {
    const std::string stat(68, '\0');
    const auto node = [](std::int32_t operation, const std::string& body) {
        return failure_of(asking(operation), record(xid, zxid, ok) + body);
    };
    CHECK(node(data, text("x") + stat).empty());
    CHECK(node(data, record(-1) + stat).empty());
    CHECK(node(data, record(-2) + stat).contains("node's data"));
    CHECK(node(data, record(0x7fffffff) + stat).contains("node's data"));
    CHECK(node(data, text("x")).contains("node's data"));
    CHECK(node(exists, stat).empty());
    CHECK(node(exists, stat + stat).contains("node's stat"));
    CHECK(node(exists, "").contains("node's stat"));
}

TEST_CASE("a watch event is of a kind that there is, and names a path") {
    const auto event = [](std::int32_t type, std::int32_t state, const std::string& path,
                          std::int32_t error = ok) {
        return failure_of(asking(children), record(-1, zxid, error, type, state) + path);
    };
    CHECK(event(4, 3, text("/druid")).empty());
    CHECK(event(1, 5, text("/")).empty());
    for (const auto type : {-2, -1, 0, 5, 100}) {
        CHECK(event(type, 3, text("/druid")).contains("watch event"));
    }
    CHECK(event(4, 0, text("/druid")).contains("watch event"));
    CHECK(event(4, 3, text("/druid"), -4).contains("watch event"));
    for (const auto& path : {text(""), text("druid"), text(std::string("/\0", 2)), record(-1)}) {
        CHECK(event(4, 3, path).contains("watch event"));
    }
}

TEST_CASE("a frame beyond the limit is told as such before it is kept") {
    ZooKeeperFrames frames;
    std::string passed;
    for (const auto& said : asking(children)) {
        REQUIRE((said.by_member ? frames.from_member(said.bytes, passed)
                                : frames.from_client(said.bytes, passed)));
    }
    const auto good = frames.from_member("HTTP", passed);
    REQUIRE_FALSE(good);
    CHECK(good.error().reason == Reason::too_large);
}

TEST_CASE("a session is open from its grant until the client ends it") {
    ZooKeeperFrames frames;
    std::string passed;
    CHECK_FALSE(frames.session_open());
    for (const auto& said : asking(children)) {
        REQUIRE((said.by_member ? frames.from_member(said.bytes, passed)
                                : frames.from_client(said.bytes, passed)));
    }
    CHECK(frames.session_open());
    REQUIRE(frames.from_client(ZooKeeperFrames::farewell(), passed));
    CHECK_FALSE(frames.session_open());
}

#include <zlib.h>

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/announcement.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;

namespace {

/// As Druid writes by default.
std::string gzip(const std::string& text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    auto input = text;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// The JSON of an announcement out of a dump of ZooKeeper's tree, where it was unpacked.
std::string dumped(const std::string& znode) {
    const auto dump = capture("druid/healthy33.zookeeper.txt");
    const auto at = dump.find("gunzip: ", dump.find("/internal-discovery/" + znode)) + 8;
    return dump.substr(at, dump.find('\n', at) - at);
}

}  // namespace

TEST_CASE("an announcement reads the same in gzip and as it is") {
    const auto json = dumped("COORDINATOR/127.0.0.1:18181");
    const cluster::Announcement expected{.role = "COORDINATOR",
                                         .host = "127.0.0.1",
                                         .plaintext_port = 18181,
                                         .tls_port = -1,
                                         .service = "druid/coordinator"};
    CHECK(parse_announcement("COORDINATOR", json) == expected);
    CHECK(parse_announcement("COORDINATOR", gzip(json)) == expected);
}

TEST_CASE("a combined master announces the overlord under the coordinator's service") {
    const auto announced = parse_announcement("OVERLORD", dumped("OVERLORD/127.0.0.1:18281"));
    REQUIRE(announced);
    CHECK(announced->role == "OVERLORD");
    CHECK(announced->service == "druid/coordinator");
}

TEST_CASE("a key that is written twice is tolerated: Historicals up to 36 do so") {
    const auto json = dumped("HISTORICAL/127.0.0.1:18083");
    REQUIRE(json.find("\"type\"") != json.rfind("\"type\":\"historical\""));
    const auto announced = parse_announcement("HISTORICAL", json);
    REQUIRE(announced);
    CHECK(announced->plaintext_port == 18083);
}

TEST_CASE("with TLS both ports are told, and a port that can be none is none") {
    const auto announced = parse_announcement(
        "BROKER", R"({"druidNode":{"host":"b1","plaintextPort":99999,"tlsPort":8282}})");
    REQUIRE(announced);
    CHECK(announced->plaintext_port == -1);
    CHECK(announced->tls_port == 8282);
    CHECK(announced->service.empty());
}

TEST_CASE("a gzip bomb is too large, and is unpacked no further than the limit") {
    const auto bomb = gzip(std::string(64 << 20, ' '));
    REQUIRE(bomb.size() < 100'000);
    const auto answer = parse_announcement("BROKER", bomb);
    REQUIRE(!answer);
    CHECK(answer.error().reason == Reason::too_large);
    CHECK(parse_announcement("BROKER", std::string(announcement_limit + 1, ' ')).error().reason ==
          Reason::too_large);
}

TEST_CASE("what is neither JSON nor gzip is no announcement") {
    const auto json = dumped("BROKER/127.0.0.1:18182");
    for (const auto& data :
         {std::string{}, std::string("{}"), std::string("[1]"), std::string("127.0.0.1"),
          json.substr(0, 40), gzip(json).substr(0, 60), std::string("\x1f\x8b"), gzip("not json"),
          std::string(R"({"druidNode":{"host":7}})")}) {
        const auto answer = parse_announcement("BROKER", data);
        REQUIRE(!answer);
        CHECK(answer.error().reason == Reason::protocol);
    }
}

TEST_CASE("no bytes break the reader of announcements") {
    const auto json = dumped("HISTORICAL/127.0.0.1:18083");
    survive_mutations({json, gzip(json), gzip(std::string(5000, 'x'))},
                      [](const std::string& data) { (void)parse_announcement("BROKER", data); });
}

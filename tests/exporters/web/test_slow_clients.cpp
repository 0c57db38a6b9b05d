#include <algorithm>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "exporters/web/tls_client.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using namespace druidwatch::test;
using boost::asio::ip::tcp;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Both ends of every connection are this process's.
void need_descriptors(rlim_t count) {
    rlimit limit{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, count));
    REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    REQUIRE(limit.rlim_cur >= count);
}

/// Connections that send what they are told to, and no more, and never read.
class Crowd {
  public:
    Crowd(const Served& served, int count, std::string_view says) {
        for (int i = 0; i < count; ++i) {
            sockets_.emplace_back(io_).connect(served.endpoint());
            boost::asio::write(sockets_.back(), boost::asio::buffer(says));
        }
    }

  private:
    boost::asio::io_context io_;
    std::vector<tcp::socket> sockets_;
};

constexpr int idlers = 2'000;
/// The record that a ClientHello comes in, and no more of it.
constexpr std::string_view half_a_handshake("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);

watch::SnapshotPtr large_snapshot(std::size_t bytes) {
    auto large = *healthy_snapshot();
    large.clusters.front().sentence = std::string(bytes, 'x');
    return std::make_shared<const watch::Snapshot>(std::move(large));
}

}  // namespace

TEST_CASE("two thousand idle connections don't hold up a scrape, of whatever kind they are") {
    need_descriptors(2 * idlers + 200);
    Served served;
    Client before(served);
    REQUIRE_THAT(before.send(get_metrics).answer(), Contains("200 OK"));
    constexpr int deaf_ones = 20;  // what they ask for has to be rendered for each of them
    const Crowd deaf(served, deaf_ones, get_metrics);
    const Crowd silent(served, idlers / 2, "");
    const Crowd half(served, idlers / 4, "GET /metr");
    const Crowd garbage(served, idlers / 4 - deaf_ones, "\x16\x03\x01garbage");
    CHECK_THAT(Client(served).send(get_metrics).answer(), Contains("200 OK"));
    CHECK_THAT(before.send(get_metrics).answer(), Contains("200 OK"));
}

TEST_CASE("nor do they with TLS, be it that they never finish a handshake") {
    need_descriptors(2 * idlers + 200);
    const WebFile file(tls_of_fixtures());
    Served served({}, {}, file.path());
    TlsClient before(served, client_context());
    REQUIRE_THAT(before.send(get_metrics).answer(), Contains("200 OK"));
    const Crowd silent(served, idlers / 4, "");
    const Crowd half(served, idlers / 4, half_a_handshake);
    const Crowd plain(served, idlers / 4, "GET /metr");
    const Crowd garbage(served, idlers / 4, std::string(100, '\x16'));
    TlsClient client(served, client_context());
    REQUIRE(!client.error);
    CHECK_THAT(client.send(get_metrics).answer(), Contains("200 OK"));
    CHECK_THAT(before.send(get_metrics).answer(), Contains("200 OK"));
}

TEST_CASE("more connections than there is room for make room by the longest idle") {
    need_descriptors(2 * 400 + 200);
    Served served({.connections = 100});
    const Crowd silent(served, 400, "");
    CHECK_THAT(Client(served).send(get_metrics).answer(), Contains("200 OK"));
}

TEST_CASE("a handshake that does not end in time is cut off") {
    const WebFile file(tls_of_fixtures());
    Served served({.handshake = 50ms}, {}, file.path());
    CHECK(Client(served).to_the_end() == "");
    CHECK(Client(served).send(half_a_handshake).to_the_end() == "");
}

TEST_CASE("handshakes that are stuck make room for others, and not sessions that came of one") {
    const WebFile file(tls_of_fixtures());
    Served served({.handshakes = 2}, {}, file.path());
    TlsClient before(served, client_context());
    Client first(served);
    first.send(half_a_handshake);
    const Crowd more(served, 2, half_a_handshake);
    CHECK(first.to_the_end() == "");
    CHECK_THAT(before.send(get_metrics).answer(), Contains("200 OK"));
    CHECK(!TlsClient(served, client_context()).error);
}

TEST_CASE("after a handshake a client may idle no longer than without TLS") {
    const WebFile file(tls_of_fixtures());
    Served served({.idle = 50ms, .request = 50ms}, {}, file.path());
    TlsClient silent(served, client_context());
    REQUIRE(!silent.error);
    CHECK(silent.to_the_end() == "");
    TlsClient half(served, client_context());
    CHECK(half.send("GET /metr").to_the_end() == "");
}

TEST_CASE("a request may take less time than the wait for it") {
    Served served({.idle = 1h, .request = 50ms});
    CHECK(Client(served).send("GET /metr").to_the_end() == "");
}

TEST_CASE("an answer that nobody takes is given up in time") {
    Served served({.write = 50ms});
    served.board.publish(large_snapshot(32 << 20));
    Client scraper(served);
    const auto descriptors = [&] {
        const auto metrics = scraper.send(get_metrics).answer();
        return std::stoi(metrics.substr(metrics.rfind("\nprocess_open_fds ") + 18));
    };
    Client deaf(served);
    deaf.send(get_metrics).answer();
    const auto before = descriptors();
    deaf.send("GET /api/v1/clusters HTTP/1.1\r\nHost: x\r\n\r\n").until("\r\n\r\n");
    while (descriptors() != before - 1) {
    }
}

TEST_CASE("answers that nobody takes don't fill the memory: the oldest is given up") {
    Served served({.unsent_bytes = 40 << 20, .write = 1h});
    served.board.publish(large_snapshot(32 << 20));
    constexpr std::string_view get = "GET /api/v1/clusters HTTP/1.1\r\nHost: x\r\n\r\n";
    Client first(served);
    first.send(get);
    const auto head = first.until("\r\n\r\n");
    REQUIRE_THAT(head, Contains("200 OK"));
    Client second(served);
    CHECK(second.send(get).answer().size() > 32 << 20);
    CHECK(first.to_the_end().size() < 32 << 20);
}

#include <catch2/catch.hpp>

#include "exporters/web/served.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using namespace druidwatch::test;
using Catch::Contains;

TEST_CASE("one connection asks again and again") {
    Served served;
    Client client(served.server);
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.send(get_metrics).answer();
        CHECK_THAT(answer, Contains("HTTP/1.1 200 OK"));
        CHECK_THAT(answer, Contains("druid_ha_invariant{"));
    }
}

TEST_CASE("HEAD has the length of the body, and no body") {
    Served served;
    Client client(served.server);
    client.send("HEAD /page.css HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK_THAT(client.until("\r\n\r\n"), Contains("Content-Length: "));
    CHECK_THAT(client.send(get_metrics).answer(), Catch::StartsWith("HTTP/1.1 200 OK"));
}

TEST_CASE("HTTP/1.0 and Connection: close end the connection") {
    Served served;
    CHECK_THAT(Client(served.server).send("GET / HTTP/1.0\r\n\r\n").to_the_end(),
               Contains("200 OK"));
    CHECK_THAT(Client(served.server)
                   .send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                   .to_the_end(),
               Contains("200 OK"));
}

TEST_CASE("a request that is none, too long a head and a body are refused in words") {
    Served served;
    CHECK_THAT(Client(served.server).send("nonsense\r\n\r\n").to_the_end(), Contains(" 400 "));
    const auto long_head = "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n";
    CHECK_THAT(Client(served.server).send(long_head).to_the_end(), Contains(" 431 "));
    CHECK_THAT(Client(served.server)
                   .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
                   .to_the_end(),
               Contains(" 413 "));
}

TEST_CASE("a connection that idles is closed") {
    Served served({.idle = 50ms, .request = 50ms});
    CHECK(Client(served.server).to_the_end() == "");
    // Also one that has begun a request and does not end it.
    CHECK(Client(served.server).send("GET /metr").to_the_end() == "");
}

TEST_CASE("above the limit the longest idle connection makes room") {
    Served served({.connections = 2});
    Client first(served.server);
    first.send(get_metrics).answer();
    Client second(served.server);
    second.send(get_metrics).answer();
    first.send(get_metrics).answer();
    Client third(served.server);
    CHECK_THAT(third.send(get_metrics).answer(), Contains("200 OK"));
    CHECK(second.to_the_end() == "");
    CHECK_THAT(first.send(get_metrics).answer(), Contains("200 OK"));
}

TEST_CASE("an event stream begins with the whole, and is told each change") {
    Served served({}, {.coalesce = 1ms, .pulse = 1h, .renewal = 2h});
    Client client(served.server);
    CHECK_THAT(client.send(get_events).until("\r\n\r\n"), Contains("text/event-stream"));
    CHECK_THAT(client.until("\n\n"), Contains(R"("clusters":[)"));

    auto changed = *healthy_snapshot();
    changed.clusters.front().sentence = "It has fallen.";
    served.board.publish(std::make_shared<const watch::Snapshot>(changed));
    std::string event;
    do {
        event = client.until("\n\n");
        REQUIRE(!event.empty());
    } while (event.find("It has fallen.") == std::string::npos);
}

TEST_CASE("an event stream is never silent for longer than a pulse") {
    Served served({}, {.coalesce = 1ms, .pulse = 5ms, .renewal = 1h});
    Client client(served.server);
    client.send(get_events).until("event: pulse\n");
    CHECK_THAT(client.until("\n\n"), Contains("taken"));
}

TEST_CASE("a client that takes no events is dropped, while others are served") {
    Served served({.write = 50ms}, {.coalesce = 0ms, .pulse = 1ms, .renewal = 1ms});
    auto large = *healthy_snapshot();
    large.clusters.front().sentence = std::string(1'000'000, 'x');
    served.board.publish(std::make_shared<const watch::Snapshot>(large));
    Client scraper(served.server);
    const auto descriptors = [&] {
        const auto metrics = scraper.send(get_metrics).answer();
        return std::stoi(metrics.substr(metrics.rfind("\nprocess_open_fds ") + 18));
    };
    Client slow(served.server);
    slow.send(get_metrics).answer();
    const auto before = descriptors();
    slow.send(get_events);
    while (descriptors() != before - 1) {
    }
    slow.to_the_end();
}

TEST_CASE("stopping ends every connection, and a second stop does nothing") {
    Served served;
    Client idle(served.server);
    Client stream(served.server);
    stream.send(get_events).until("\n\n");
    served.server.stop();
    served.server.stop();
    CHECK(idle.to_the_end() == "");
    stream.to_the_end();
}

TEST_CASE("the board may publish after the server is gone") {
    watch::SnapshotBoard board;
    {
        WebServer server({.listen_addresses = {"127.0.0.1:0"}}, board);
    }
    board.publish(healthy_snapshot());
}

TEST_CASE("an address that can't be had is named, with what to do") {
    Served served;
    const auto taken = "127.0.0.1:" + std::to_string(served.server.listening().front().port);
    for (const auto& address : {taken, std::string("nonsense"), std::string("192.0.2.1:0")}) {
        WebServer second({.listen_addresses = {address}}, served.board);
        CHECK_THROWS_WITH(second.start(), Contains("cannot listen on " + address) &&
                                              Contains("--web.listen-address"));
    }
}

TEST_CASE("the prefix is the external URL's path, unless another is given") {
    watch::SnapshotBoard board;
    board.publish(healthy_snapshot());
    const auto status = [&](WebSettings settings, const std::string& path) {
        settings.listen_addresses = {"127.0.0.1:0"};
        settings.external_url = "https://ops.example/druidwatch/";
        WebServer server(settings, board);
        server.start();
        return Client(server).send("GET " + path + " HTTP/1.0\r\n\r\n").to_the_end().substr(9, 3);
    };
    CHECK(status({}, "/druidwatch/metrics") == "200");
    CHECK(status({}, "/metrics") == "404");
    CHECK(status({.route_prefix = "/"}, "/metrics") == "200");
}

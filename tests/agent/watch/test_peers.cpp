#include <catch2/catch.hpp>

#include "agent/alerting/stage.hpp"
#include "agent/net/http_server.hpp"
#include "watch/peers.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;
using net::ScriptedServer;

namespace {

/// One peer that answers with what the test has it answer, once per connection, and what was heard
/// of it.
struct Scene : test::Stage {
    Scene() { peers.set_hurried(true); }
    ~Scene() {
        end([this] { peers.follow({}); });
    }

    net::Task<void> serve(ScriptedServer::Socket& socket) {
        if (co_await net::hear(socket, wants)) co_await net::say(socket, says);
    }

    static std::string taken_at(int second) {
        return net::answer(fmt::format(
            R"({{"agent":"watch2:19105","taken":"2026-11-24T08:15:{:02}.000Z","clusters":[
                {{"name":"production","tiers":[{{"tier":"zookeeper","nodes":[{{"node":"zk1:2181",
                "state":"up","last_answer_at":"2026-11-24T08:15:{:02}.000Z"}}]}}]}}]}})",
            second, second));
    }

    std::string says = taken_at(1);
    std::string wants = net::request_end;  ///< before it answers
    ScriptedServer server{loop,
                          [this](ScriptedServer::Socket& socket, int) { return serve(socket); }};
    std::vector<PeerReport> heard;
    Peers peers{loop, http, [this](const std::string&, const PeerReport& report, Instant) {
                    heard.push_back(report);
                }};
};

}  // namespace

TEST_CASE("a peer is asked at once, and what it reaches is handed on") {
    Scene scene;
    scene.peers.follow({scene.server.url("")});
    CHECK(!scene.peers.status()[0].answers);
    REQUIRE(scene.until([&] { return !scene.heard.empty(); }));
    CHECK(scene.heard[0].clusters["production"].contains("zk1:2181"));
    CHECK(scene.peers.status()[0].answers == true);
    CHECK(scene.peers.status()[0].peer == to_string(scene.server.endpoint()));
}

TEST_CASE("a peer that has no new view answers as little as one that is gone") {
    Scene scene;
    scene.peers.follow({scene.server.url("")});
    REQUIRE(scene.until([&] { return scene.peers.status()[0].answers == false; }));
    CHECK(scene.peers.status()[0].error ==
          "it answers, but has had no new view since 2026-11-24T08:15:01.000Z");
    CHECK(scene.heard.size() == 1);
    scene.says = Scene::taken_at(2);
    REQUIRE(scene.until([&] { return scene.peers.status()[0].answers == true; }));
    CHECK(scene.peers.status()[0].error.empty());
}

TEST_CASE("why a peer does not answer is said in words") {
    Scene scene;
    scene.says = net::answer("{}", "", "401 Unauthorized");
    scene.peers.follow({scene.server.url("")});
    REQUIRE(scene.until([&] { return scene.peers.status()[0].answers == false; }));
    CHECK(scene.peers.status()[0].error ==
          "HTTP 401; name a user of that agent in alerting.peers_client");
    scene.says = net::answer("<html>");
    REQUIRE(scene.until(
        [&] { return scene.peers.status()[0].error == "its answer is not that of a druidwatch"; }));
    CHECK(scene.heard.empty());
}

TEST_CASE("a peer that was silent while we were deaf is asked again, and not accused") {
    Scene scene;
    scene.wants = "nothing that will come";
    scene.peers.follow({scene.server.url("")});
    REQUIRE(scene.until([&] { return scene.server.connections() == 1; }));
    const net::Alarm due(scene.loop.wheel(), scene.loop.in(10ms), [] {});
    const auto held_up = scene.loop.now().mono;
    while (scene.loop.now().mono < held_up + Peers::deadline) continue;
    REQUIRE(scene.until([&] { return scene.server.connections() == 2; }));
    CHECK(!scene.peers.status()[0].answers);
}

TEST_CASE("a peer is asked by the login of the configuration as it is now") {
    Scene scene;
    const auto login = [](const char* password) {
        return std::make_shared<net::HttpIdentity>(net::HttpIdentity{"watch1", password, {}});
    };
    scene.peers.follow({scene.server.url("")}, login("old"));
    REQUIRE(scene.until([&] { return !scene.heard.empty(); }));
    scene.says = Scene::taken_at(2);
    scene.wants = "Authorization: Basic d2F0Y2gxOm5ldw==\r\n";  // watch1:new
    scene.peers.follow({scene.server.url("")}, login("new"));
    REQUIRE(scene.until([&] { return scene.heard.size() == 2; }));
}

TEST_CASE("a peer that stays in the configuration is known on, one that is gone is forgotten") {
    Scene scene;
    scene.peers.follow({scene.server.url("")});
    REQUIRE(scene.until([&] { return !scene.heard.empty(); }));
    scene.peers.follow({"http://127.0.0.1:1", scene.server.url("")});
    REQUIRE(scene.peers.status().size() == 2);
    CHECK(!scene.peers.status()[0].answers);
    CHECK(scene.peers.status()[1].answers == true);
    scene.peers.follow({});
    CHECK(scene.peers.status().empty());
}

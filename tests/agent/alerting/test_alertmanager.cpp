#include <catch2/catch.hpp>

#include "agent/alerting/stage.hpp"
#include "agent/alerting/stand_in_server.hpp"
#include "alerting/alertmanager.hpp"

using namespace druidwatch;
using namespace druidwatch::alerting;
using test::StandInServer;
using Manner = StandInServer::Manner;

namespace {

/// Stand-ins, and the client under test.
class Scene : public test::Stage {
  public:
    ~Scene() {
        end([this] {
            client_.reset();
            alertmanagers_.clear();
        });
    }

    StandInServer& alertmanager(Manner manner) {
        return *alertmanagers_.emplace_back(std::make_unique<StandInServer>(loop, manner));
    }

    AlertmanagerClient& client(const std::vector<std::string>& urls) {
        const Sender sender{"watch1:19105", "http://watch1:19105", ""};
        client_ = std::make_unique<AlertmanagerClient>(loop, http, sender);
        client_->follow(urls);
        return *client_;
    }

    void destroy_client() {
        end([this] { client_.reset(); });
    }

  private:
    std::vector<std::unique_ptr<StandInServer>> alertmanagers_;
    std::unique_ptr<AlertmanagerClient> client_;
};

/// The URL of a port where nobody listens any more.
std::string nobody(net::Loop& loop) {
    const boost::asio::ip::tcp::acceptor closed_at_once(
        loop.context(), {boost::asio::ip::make_address("127.0.0.1"), 0});
    return "http://127.0.0.1:" + std::to_string(closed_at_once.local_endpoint().port());
}

Alert alert(AlertState state) {
    Alert made;
    made.key = {"production", "overlord", "MultipleLeaders", ""};
    made.severity = invariants::Severity::critical;
    made.state = state;
    made.violated_since = WallTime{} + 24h * 20'000;
    made.resolved_at = made.violated_since + 1min;
    made.summary = "Two Overlords lead at once.";
    return made;
}

const std::vector firing{alert(AlertState::firing)};
const std::vector resolved{alert(AlertState::resolved)};

}  // namespace

TEST_CASE("every Alertmanager gets every alert, at the path and in the form of its API") {
    Scene scene;
    auto& one = scene.alertmanager(Manner::accepts);
    auto& two = scene.alertmanager(Manner::accepts);
    auto& client = scene.client({one.url(), two.url() + "/prefix"});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[0].sent + client.status()[1].sent == 2; }));
    CHECK(one.requests()[0].head.starts_with("POST /api/v2/alerts HTTP/1.1"));
    CHECK(two.requests()[0].head.starts_with("POST /prefix/api/v2/alerts HTTP/1.1"));
    CHECK(one.requests()[0].head.find("Content-Type: application/json") != std::string::npos);
    const auto& labels = one.requests()[0].body.at(0).at("labels");
    CHECK(labels.at("alertname") == "DruidHaMultipleLeaders");
    CHECK(client.status()[0].url == one.url());
    CHECK(client.status()[0].waiting == 0);
    CHECK(client.status()[0].last_error.empty());
}

TEST_CASE("Alertmanagers that want a login get the one of the configuration as it is now") {
    Scene scene;
    auto& alertmanager = scene.alertmanager(Manner::accepts);
    auto& client = scene.client({alertmanager.url()});
    const net::HttpIdentity identity{"watch", "secret", {}};
    client.follow({alertmanager.url()}, std::make_shared<net::HttpIdentity>(identity));
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[0].sent == 1; }));
    CHECK(alertmanager.requests()[0].head.contains("Authorization: Basic d2F0Y2g6c2VjcmV0\r\n"));
}

TEST_CASE("an Alertmanager that hangs delays no other") {
    Scene scene;
    auto& hangs = scene.alertmanager(Manner::is_silent);
    auto& serves = scene.alertmanager(Manner::accepts);
    auto& client = scene.client({hangs.url(), serves.url()});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[1].sent == 1; }));
    REQUIRE(scene.until([&] { return hangs.requests().size() == 1; }));
    client.update(resolved);
    REQUIRE(scene.until([&] { return client.status()[1].sent == 2; }));
    CHECK(hangs.requests().size() == 1);
    CHECK(client.status()[0].waiting == 1);
}

TEST_CASE(
    "one that stays is still told what it did not take, one that is new all of it, the other no "
    "more") {
    Scene scene;
    auto& stays = scene.alertmanager(Manner::errs);
    auto& goes = scene.alertmanager(Manner::accepts);
    auto& comes = scene.alertmanager(Manner::accepts);
    auto& client = scene.client({goes.url(), stays.url()});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[1].failed == 1; }));
    REQUIRE(scene.until([&] { return client.status()[0].sent == 1; }));
    client.follow({stays.url(), comes.url()});
    CHECK(client.status()[0].failed == 1);
    CHECK(client.status()[0].waiting == 1);
    client.update(firing);
    stays.behave(Manner::accepts);
    REQUIRE(
        scene.until([&] { return client.status()[0].sent == 1 && client.status()[1].sent == 1; }));
    client.update(resolved);
    REQUIRE(
        scene.until([&] { return client.status()[0].sent == 2 && client.status()[1].sent == 2; }));
    CHECK(goes.requests().size() == 1);
}

TEST_CASE("an Alertmanager that errs is asked again until it takes the alert") {
    Scene scene;
    auto& alertmanager = scene.alertmanager(Manner::errs);
    auto& client = scene.client({alertmanager.url()});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[0].failed == 1; }));
    CHECK(client.status()[0].last_error == "HTTP 500: \"out of disk\"");
    CHECK(client.status()[0].waiting == 1);
    alertmanager.behave(Manner::accepts);
    REQUIRE(scene.until([&] { return client.status()[0].sent == 1; }));
    CHECK(client.status()[0].last_error.empty());
    CHECK(client.status()[0].waiting == 0);
}

TEST_CASE("what was refused is told, is not sent again, and does not hold up the next change") {
    Scene scene;
    auto& alertmanager = scene.alertmanager(Manner::refuses);
    auto& client = scene.client({alertmanager.url()});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[0].failed == 1; }));
    CHECK(client.status()[0].last_error == "HTTP 400: \"start time must be before end time\"");
    CHECK(client.status()[0].waiting == 0);
    alertmanager.behave(Manner::accepts);
    client.update(resolved);
    REQUIRE(scene.until([&] { return client.status()[0].sent == 1; }));
    CHECK(alertmanager.requests().size() == 2);
}

TEST_CASE("what does not speak HTTP, or is not there, is a failure with its reason") {
    Scene scene;
    auto& garbage = scene.alertmanager(Manner::talks_garbage);
    auto& client = scene.client({garbage.url(), nobody(scene.loop)});
    client.update(firing);
    REQUIRE(scene.until(
        [&] { return client.status()[0].failed == 1 && client.status()[1].failed == 1; }));
    CHECK(client.status()[0].waiting == 1);
    CHECK(client.status()[1].waiting == 1);
    CHECK(client.status()[0].last_error.find("POST /api/v2/alerts on 127.0.0.1:") == 0);
    CHECK(client.status()[1].last_error.find("POST /api/v2/alerts on 127.0.0.1:") == 0);
}

TEST_CASE("a client that is destroyed while a request is on its way leaves nothing behind") {
    Scene scene;
    auto& hangs = scene.alertmanager(Manner::is_silent);
    auto& serves = scene.alertmanager(Manner::accepts);
    scene.client({hangs.url()}).update(firing);
    REQUIRE(scene.until([&] { return hangs.requests().size() == 1; }));
    scene.destroy_client();
    auto& client = scene.client({serves.url()});
    client.update(firing);
    REQUIRE(scene.until([&] { return client.status()[0].sent == 1; }));
    CHECK(hangs.requests().size() == 1);
}

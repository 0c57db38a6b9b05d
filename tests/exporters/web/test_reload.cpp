#include <thread>

#include <catch2/catch.hpp>

#include "exporters/web/reload_desk.hpp"
#include "exporters/web/served.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;
using namespace druidwatch::test;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// A server whose agent answers each wish, on a thread of its own, with `errors`.
class Reloading {
  public:
    explicit Reloading(ReloadDesk::Errors errors, const std::string& config_file = {})
        : errors_(std::move(errors)),
          server_({.listen_addresses = {"127.0.0.1:0"},
                   .reload = std::make_shared<const ReloadDesk>([this](ReloadDesk::Told told) {
                       ++wishes_;
                       agents_.emplace_back([this, told] { told(errors_); });
                   }),
                   .config_file = config_file},
                  board_) {
        board_.publish(healthy_snapshot());
        server_.start();
    }

    std::string ask(const std::string& method, const std::string& path,
                    const std::string& headers = {}) const {
        return Client(server_)
            .send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + headers +
                  "\r\n")
            .answer();
    }
    int wishes() const { return wishes_; }

  private:
    ReloadDesk::Errors errors_;
    std::atomic<int> wishes_ = 0;
    std::vector<std::jthread> agents_;
    watch::SnapshotBoard board_;
    WebServer server_;
};

}  // namespace

TEST_CASE("who posts to /-/reload is answered when the configuration was taken") {
    const Reloading agent({});
    CHECK_THAT(agent.ask("POST", "/-/reload"), StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(agent.ask("POST", "/-/reload"), StartsWith("HTTP/1.1 200 "));
    CHECK(agent.wishes() == 2);
}

TEST_CASE("what is wrong in the file is the answer, line by line") {
    const Reloading agent({"a.yml:3:5: one", "a.yml:9:1: two"});
    const auto answer = agent.ask("POST", "/-/reload");
    CHECK_THAT(answer, StartsWith("HTTP/1.1 500 "));
    CHECK_THAT(answer, Contains("\r\n\r\na.yml:3:5: one\na.yml:9:1: two\n"));
}

TEST_CASE("only POST reloads") {
    const Reloading agent({});
    const auto answer = agent.ask("GET", "/-/reload");
    CHECK_THAT(answer, StartsWith("HTTP/1.1 405 ") && Contains("Allow: POST"));
    CHECK(agent.wishes() == 0);
}

TEST_CASE("where there are users, only they reload") {
    const WebFile file(
        "basic_auth_users: {alice: "
        "$2y$04$abcdefghijklmnopqrstuuLK4yYxcGJwQr33yKnQTmKjI1WQSUD2K}\n");
    const Reloading agent({}, file.path());
    CHECK_THAT(agent.ask("POST", "/-/reload"), StartsWith("HTTP/1.1 401 "));
    CHECK(agent.wishes() == 0);
    CHECK_THAT(agent.ask("POST", "/-/reload", "Authorization: Basic YWxpY2U6cmlnaHQgaG9yc2U=\r\n"),
               StartsWith("HTTP/1.1 200 "));
}

TEST_CASE("an answer that comes after the server has stopped reaches nobody") {
    ReloadDesk::Told told;
    watch::SnapshotBoard board;
    std::atomic<bool> asked = false;
    {
        WebServer server({.listen_addresses = {"127.0.0.1:0"},
                          .reload = std::make_shared<const ReloadDesk>([&](ReloadDesk::Told late) {
                              told = std::move(late);
                              asked = true;
                              asked.notify_all();
                          })},
                         board);
        server.start();
        Client client(server);
        client.send("POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        asked.wait(false);
        server.stop();
        told({});
    }
    SUCCEED();
}

TEST_CASE("/config shows what is worked by, with paths of secrets and without them") {
    watch::SnapshotBoard board;
    WebServer server({.listen_addresses = {"127.0.0.1:0"}}, board);
    auto snapshot = *healthy_snapshot();
    config::Config config;
    config.clusters.push_back(small_cluster());
    config.clusters[0].druid->basic_auth = config::Credentials{"monitor", "/etc/druid.password"};
    snapshot.config = std::make_shared<const config::Config>(config);
    board.publish(std::make_shared<const watch::Snapshot>(std::move(snapshot)));
    server.start();
    const auto answer = Client(server).send("GET /config HTTP/1.1\r\nHost: x\r\n\r\n").answer();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(answer, Contains("name: production") && Contains("/etc/druid.password"));
}

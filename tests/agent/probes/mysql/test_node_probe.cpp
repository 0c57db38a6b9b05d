#include "agent/net/mariadb_stand_in.hpp"
#include "agent/net/on_loop.hpp"
#include "agent/probes/heard.hpp"
#include "probes/mysql/node_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::mysql;
namespace stand_in = druidwatch::net::mariadb;

namespace {

using Socket = net::ScriptedServer::Socket;
using Row = std::vector<std::optional<std::string>>;

const std::string never = "nothing that will come";

/// Each answer is whole: its end goes with the last of a batch, "there is more" with the others.
std::string identity(bool more) {
    return stand_in::result(1, {"version", "account", "server_id", "hostname", "port", "read_only"},
                            Row{"10.11.19-MariaDB", "mon@%", "1", "db1", "3306", "1"}, more);
}

net::Task<void> greet(Socket& socket, const std::string& version = "10.11.19-MariaDB") {
    co_await net::say(socket, stand_in::greeting(false, version));
    co_await net::hear(socket, "mysql_native_password");
    co_await net::say(socket, stand_in::ok(2));
    co_await net::hear(socket, "SET max_");
    co_await net::say(socket, stand_in::ok(1));
}

struct Stage {
    std::shared_ptr<NodeProbe> start(Endpoint endpoint) {
        NodeProbe::Settings settings;
        settings.target.endpoint = endpoint;
        settings.target.words = {{"user", "mon"}, {"sslmode", "disable"}};
        settings.druid_user = "druid";
        auto probe =
            make_probe<NodeProbe>(ProbeContext{.loop = loop}, settings, on_demand, state.sink());
        probe->start();
        return probe;
    }

    net::Loop loop;
    Heard<cluster::DatabaseState> state;
};

}  // namespace

TEST_CASE("a statement that is denied is left out of the next batch, and its grant is told") {
    Stage stage;
    std::vector<std::string> batches;
    net::ScriptedServer server(stage.loop, [&](Socket& socket, int) -> net::Task<void> {
        co_await greet(socket);
        co_await net::hear(socket, "SHOW ALL REPLICAS STATUS");
        co_await net::say(socket, identity(true) + stand_in::error(11, 1227, "42000", "denied"));
        co_await net::hear(socket, "processlist");
        co_await net::say(socket, stand_in::result(1, {"wsrep_on"}, Row{"0"}, true) +
                                      stand_in::result(6, {"sessions", "others"}, Row{"2", "3"}));
        // The next round: one batch, without what was denied.
        char said[4096];
        const auto size =
            co_await socket.async_read_some(boost::asio::buffer(said), boost::asio::use_awaitable);
        batches.emplace_back(said, size);
        co_await net::say(socket, identity(true) +
                                      stand_in::result(11, {"wsrep_on"}, Row{"0"}, true) +
                                      stand_in::result(16, {"sessions", "others"}, Row{"0", "3"}));
        co_await net::hear(socket, never);
    });
    net::run(stage.loop, [&]() -> net::Task<void> {
        auto probe = stage.start(server.endpoint());
        const auto first = co_await stage.state.next();
        REQUIRE(first.answer);
        CHECK(first.answer->hidden == "GRANT SLAVE MONITOR ON *.* TO 'mon'@'%'");
        CHECK(first.answer->standby);
        CHECK(first.answer->druid_sessions == 2);
        probe->poke();
        const auto second = co_await stage.state.next();
        REQUIRE(second.answer);
        CHECK(second.answer->hidden == first.answer->hidden);
        CHECK(second.answer->druid_sessions == 0);
        REQUIRE(batches.size() == 1);
        CHECK(batches[0].find("REPLICAS") == std::string::npos);
        CHECK(server.connections() == 1);
    });
}

TEST_CASE("behind a proxy that greets as MySQL, MariaDB is asked as MariaDB") {
    Stage stage;
    net::ScriptedServer server(stage.loop, [](Socket& socket, int) -> net::Task<void> {
        co_await greet(socket, "8.0.30");
        co_await net::hear(socket, "server_uuid");
        co_await net::say(socket, stand_in::error(1, 1193, "HY000", "Unknown system variable"));
        co_await net::hear(socket, "SELECT VERSION() AS version");
        co_await net::say(socket, stand_in::result(1, {"version"}, Row{"10.11.19-MariaDB"}));
        co_await net::hear(socket, "SHOW ALL REPLICAS STATUS");
        co_await net::say(socket, identity(true) +
                                      stand_in::result(11, {"Connection_name"}, {}, true) +
                                      stand_in::result(14, {"wsrep_on"}, Row{"0"}, true) +
                                      stand_in::result(19, {"sessions", "others"}, Row{"0", "1"}));
        co_await net::hear(socket, never);
    });
    net::run(stage.loop, [&]() -> net::Task<void> {
        auto probe = stage.start(server.endpoint());
        const auto seen = co_await stage.state.next();
        REQUIRE(seen.answer);
        CHECK(seen.answer->product == cluster::Product::mariadb);
        CHECK(seen.answer->identity == "1@db1:3306");
    });
}

TEST_CASE("a session that was lost unnoticed is replaced within the round") {
    Stage stage;
    net::ScriptedServer server(stage.loop, [](Socket& socket, int connection) -> net::Task<void> {
        co_await greet(socket);
        co_await net::hear(socket, "processlist");
        co_await net::say(socket, identity(true) +
                                      stand_in::result(11, {"Connection_name"}, {}, true) +
                                      stand_in::result(14, {"wsrep_on"}, Row{"0"}, true) +
                                      stand_in::result(19, {"sessions", "others"}, Row{"0", "1"}));
        if (connection == 1) {
            co_await net::hear(socket, "processlist");
            co_return;  // in the middle of the second round
        }
        co_await net::hear(socket, never);
    });
    net::run(stage.loop, [&]() -> net::Task<void> {
        auto probe = stage.start(server.endpoint());
        REQUIRE((co_await stage.state.next()).answer);
        probe->poke();
        CHECK((co_await stage.state.next()).answer);
        CHECK(server.connections() == 2);
    });
}

TEST_CASE("a server of MySQL that refuses, and one that shuts down, fail each in its own way") {
    Stage stage;
    net::ScriptedServer server(stage.loop, [](Socket& socket, int) -> net::Task<void> {
        co_await net::say(socket, stand_in::error(0, 1053, "08S01", "Server shutdown in progress"));
        co_await net::hear(socket, never);
    });
    net::run(stage.loop, [&]() -> net::Task<void> {
        const Endpoint deserted{"127.0.0.1", net::deserted_port(stage.loop)};
        auto probe = stage.start(deserted);
        const auto refused = co_await stage.state.next();
        REQUIRE(!refused.answer);
        CHECK(refused.answer.error().reason == Reason::refused);

        probe = stage.start(server.endpoint());
        const auto leaving = co_await stage.state.next();
        REQUIRE(!leaving.answer);
        CHECK(leaving.answer.error().reason == Reason::starting_up);
    });
}

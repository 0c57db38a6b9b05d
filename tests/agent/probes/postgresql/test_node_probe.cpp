#include "agent/net/on_loop.hpp"
#include "agent/probes/heard.hpp"
#include "probes/postgresql/node_probe.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::postgresql;

namespace {

std::string message(char type, std::string body) {
    const auto length = body.size() + 4;
    std::string bytes(1, type);
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>((length >> shift) & 0xff);
    return bytes + body;
}

/// Imitates a PostgreSQL that is shutting down: it answers the start of a session with 57P03.
net::Task<void> shut_down(net::ScriptedServer::Socket& socket, int) {
    if (!co_await net::hear(socket, std::string("druidwatch"))) co_return;
    const std::string fields{"SFATAL\0C57P03\0Mthe database system is shutting down\0\0", 53};
    co_await net::say(socket, message('E', fields));
}

struct Stage {
    std::shared_ptr<NodeProbe> start(Endpoint endpoint) {
        NodeProbe::Settings settings;
        settings.target.endpoint = endpoint;
        settings.target.words = {{"dbname", "druid"}, {"user", "mon"}, {"sslmode", "disable"}};
        auto probe =
            make_probe<NodeProbe>(ProbeContext{.loop = loop}, settings, on_demand, state.sink());
        probe->start();
        return probe;
    }

    net::Loop loop;
    Heard<cluster::DatabaseState> state;
};

}  // namespace

TEST_CASE("a database that refuses, and one that shuts down, fail each in its own way") {
    Stage stage;
    net::ScriptedServer server(stage.loop, shut_down);
    net::run(stage.loop, [&]() -> net::Task<void> {
        const Endpoint deserted{"127.0.0.1", net::deserted_port(stage.loop)};
        auto probe = stage.start(deserted);
        const auto refused = co_await stage.state.next();
        REQUIRE(!refused.answer);
        CHECK(refused.answer.error().reason == Reason::refused);
        CHECK(refused.answer.error().target == to_string(deserted));

        probe = stage.start(server.endpoint());
        const auto leaving = co_await stage.state.next();
        REQUIRE(!leaving.answer);
        CHECK(leaving.answer.error().reason == Reason::starting_up);
    });
}

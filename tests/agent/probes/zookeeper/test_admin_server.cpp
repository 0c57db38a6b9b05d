#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/zookeeper/admin_server.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::ServerMode;

namespace {

/// The body and the status that the capture's last line tells.
CapturedHttp answer(const std::string& name) {
    const auto text = capture("zookeeper/" + name + ".json");
    const auto status = text.rfind("HTTP ");
    return {std::stoi(text.substr(status + 5)), text.substr(0, status)};
}

template <class T>
T read(Result<T> (*parse)(int, std::string_view), const CapturedHttp& http) {
    auto result = parse(http.status, http.body);
    REQUIRE(result);
    return *std::move(result);
}

constexpr std::string_view configuration_of_3_8 = R"({
  "client_port" : 20806,
  "data_dir" : "/var/lib/zookeeper/version-2",
  "data_log_dir" : "/var/lib/zookeeper/version-2",
  "tick_time" : 2500,
  "max_client_cnxns" : 0,
  "min_session_timeout" : 4000,
  "max_session_timeout" : 40000,
  "server_id" : 1,
  "client_port_listen_backlog" : -1,
  "command" : "configuration",
  "error" : null
})";

}  // namespace

TEST_CASE("monitor tells what mntr does, under keys without zk_") {
    const auto state = read(parse_admin_monitor, answer("healthy.n3.admin.monitor"));
    CHECK(state.told_by == "AdminServer");
    CHECK(state.mode == ServerMode::leader);
    CHECK(state.version == "3.8.0");
    CHECK(state.peer_state == "leading - broadcast");
    CHECK(state.quorum_size == 3);
    CHECK(state.synced_followers == 2);
    CHECK(state.pending_syncs == 0);
    CHECK(state.latency_count == 0);
}

TEST_CASE("a leader with leaderServes=no tells monitor that it leads") {
    CHECK(read(parse_admin_monitor, answer("leaderServes-no.n3.admin.monitor")).mode ==
          ServerMode::leader);
}

TEST_CASE("a member without a server inside fails monitor by HTTP 500, and that is not serving") {
    const auto http = answer("noquorum-survivor-n2.n2.admin.monitor");
    REQUIRE(http.status == 500);
    CHECK(read(parse_admin_monitor, http).mode == ServerMode::not_serving);
}

TEST_CASE("configuration tells the id and the tick, and the usual limits where 3.8.0 tells none") {
    const auto membership = parse_admin_configuration(200, configuration_of_3_8);
    REQUIRE(membership);
    CHECK(membership->server_id == 1);
    CHECK(membership->tick_time == 2500ms);
    CHECK(membership->init_limit == 10);
    CHECK(membership->sync_limit == 5);
    CHECK(membership->servers.empty());
    const auto newer = parse_admin_configuration(
        200, R"({"server_id": 2, "tick_time": 1000, "init_limit": 20, "sync_limit": 7})");
    REQUIRE(newer);
    CHECK(newer->init_limit == 20);
    CHECK(newer->sync_limit == 7);
}

TEST_CASE("voting_view lists the voters as conf writes them") {
    const auto voters = read(parse_admin_voting_view, answer("healthy.n1.admin.voting_view"));
    REQUIRE(voters.size() == 3);
    CHECK(voters[0] ==
          cluster::Voter{.id = 1, .address = "127.0.0.1:21831:21841", .client = "127.0.0.1:21810"});
    CHECK(voters[2].client.empty());
}

TEST_CASE("a member that does not serve tells neither configuration nor voters, with HTTP 200") {
    const auto http = answer("noquorum-survivor-n2.n2.admin.voting_view");
    REQUIRE(http.status == 200);
    const auto voters = parse_admin_voting_view(http.status, http.body);
    REQUIRE(!voters);
    CHECK(voters.error().reason == Reason::unavailable);
    CHECK(parse_admin_configuration(http.status, http.body).error().reason == Reason::unavailable);
}

TEST_CASE("what is no answer of an AdminServer is a failure") {
    CHECK(parse_admin_monitor(404, "<title>Error 404</title>").error().reason == Reason::protocol);
    CHECK(parse_admin_monitor(200, "imok").error().reason == Reason::protocol);
    CHECK(parse_admin_monitor(200, "{}").error().reason == Reason::protocol);
    CHECK(parse_admin_monitor(503, "").error().reason == Reason::unavailable);
    CHECK(parse_admin_configuration(200, "[]").error().reason == Reason::protocol);
    CHECK(parse_admin_voting_view(200, "{}").error().reason == Reason::protocol);
}

TEST_CASE("no bytes break the parsers of the AdminServer's answers") {
    survive_mutations(
        {answer("healthy.n3.admin.monitor").body, answer("healthy.n1.admin.voting_view").body,
         std::string(configuration_of_3_8)},
        [](const std::string& body) {
            parse_admin_monitor(200, body);
            parse_admin_configuration(200, body);
            parse_admin_voting_view(200, body);
        });
}

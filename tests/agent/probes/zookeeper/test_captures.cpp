#include <boost/json.hpp>

#include "agent/probes/zookeeper/captured_ensembles.hpp"
#include "agent/probes/zookeeper/captured_texts.hpp"
#include "probes/zookeeper/admin_server.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/srvr.hpp"

// What each captured ensemble means, by every answer of every member: captured_ensembles.hpp says
// how it was, and the readers must say the same. captured_texts.hpp has the files of other forms.

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::zookeeper;
using cluster::ServerState;
using cluster::Voter;

namespace {

/// An AdminServer's answer as it was written down: the body, and a line "HTTP 200 type".
struct AdminAnswer {
    int status;
    std::string body;
};

class Reader {
  public:
    Reader(Captures& captures, const Ensemble& ensemble, int number)
        : captures_(captures), prefix_(fmt::format("{}.n{}.", ensemble.name, number)) {}

    std::string word(const std::string& word) const {
        return captures_.text(prefix_ + word + ".txt");
    }
    AdminAnswer admin(const std::string& command) const {
        const auto text = captures_.text(prefix_ + "admin." + command + ".json");
        const auto trailer = text.rfind("\nHTTP ");
        REQUIRE(trailer != std::string::npos);
        return {std::stoi(text.substr(trailer + 6)), text.substr(0, trailer)};
    }
    std::string curls_error(const std::string& command) const {
        return captures_.text(prefix_ + "admin." + command + ".err");
    }

  private:
    Captures& captures_;
    std::string prefix_;
};

/// The member's state as `mntr` has it.
ServerState expected_state(const Ensemble& ensemble, const Told& told) {
    const bool in_ensemble = told.mode == leader || told.mode == follower;
    ServerState state{.mode = told.mode,
                      .synced_followers = told.synced_followers,
                      .synced_non_voting_followers = told.synced_non_voting};
    if (told.mode != not_serving) state.version = ensemble.version;
    if (in_ensemble) state.quorum_size = static_cast<int>(ensemble.voters.size());
    if (told.mode == leader) state.pending_syncs = 0;
    return state;
}

void check_state(const ServerState& state, const ServerState& expected) {
    CHECK(state.mode == expected.mode);
    CHECK(state.version == expected.version);
    CHECK(state.quorum_size == expected.quorum_size);
    CHECK(state.synced_followers == expected.synced_followers);
    CHECK(state.synced_non_voting_followers == expected.synced_non_voting_followers);
    CHECK(state.pending_syncs == expected.pending_syncs);
    const std::map<cluster::ServerMode, std::string> peer_states{
        {leader, "leading - broadcast"}, {follower, "following - broadcast"}};
    const auto peer_state = peer_states.find(expected.mode);
    CHECK(state.peer_state == (peer_state == peer_states.end() ? "" : peer_state->second));
}

void check_words(const Reader& reader, const Ensemble& ensemble, const Told& told) {
    CHECK(parse_ruok(reader.word("ruok")) == true);  // also where it does not serve

    const auto mntr = parse_mntr(reader.word("mntr"));
    REQUIRE(mntr);
    check_state(*mntr, expected_state(ensemble, told));

    const auto srvr = parse_srvr(reader.word("srvr"));
    REQUIRE(srvr);
    CHECK(srvr->told_by == "srvr");
    CHECK(srvr->mode == told.mode);
    CHECK(srvr->version == mntr->version);
    CHECK(srvr->outstanding_requests == mntr->outstanding_requests);
    const auto zxid = told.mode == not_serving ? std::nullopt : std::optional(told.zxid);
    CHECK(srvr->zxid == zxid);

    // Nobody asks isro: it says no more than the mode does.
    const auto isro = reader.word("isro");
    CHECK(isro == (told.mode == not_serving ? "null" : told.mode == read_only ? "ro" : "rw"));
}

void check_voters(const std::vector<Voter>& voters, const Ensemble& ensemble) {
    REQUIRE(voters.size() == ensemble.voters.size());
    for (std::size_t i = 0; i < voters.size(); ++i) {
        const auto id = ensemble.voters[i];
        CHECK(voters[i].id == id);
        CHECK(voters[i].address == fmt::format("127.0.0.1:2183{0}:2184{0}", id));
        CHECK(voters[i].participant);
    }
}

void check_conf(const Reader& reader, const Ensemble& ensemble, const Told& told) {
    const auto conf = parse_conf(reader.word("conf"));
    if (told.mode == not_serving) {
        REQUIRE(!conf);
        CHECK(conf.error().reason == Reason::unavailable);
        return;
    }
    REQUIRE(conf);
    CHECK(conf->server_id == (told.mode == standalone ? 0 : told.number));
    CHECK(conf->tick_time == 2s);
    CHECK(conf->init_limit == 10);
    CHECK(conf->sync_limit == 5);
    CHECK(conf->version == ensemble.config_version);
    check_voters(conf->servers, ensemble);
    for (std::size_t i = 0; i < conf->servers.size(); ++i) {
        const auto& server = conf->servers[i];
        CHECK(server.client ==
              (ensemble.names_clients ? fmt::format("127.0.0.1:2181{}", server.id - 1) : ""));
        CHECK(server.weight ==
              (ensemble.weights.empty() ? std::nullopt : std::optional(ensemble.weights[i])));
        CHECK(server.group.has_value() == !ensemble.weights.empty());
    }
}

/// The AdminServer's `leader` and `ruok`, which nobody asks: they say no more than monitor does.
boost::json::object unasked(const Reader& reader, const std::string& command) {
    const auto [status, body] = reader.admin(command);
    CHECK(status == 200);  // whatever it says
    return boost::json::parse(body).as_object();
}

void check_admin(const Reader& reader, const Ensemble& ensemble, const Told& told) {
    auto expected = expected_state(ensemble, told);
    const bool leads = ensemble.leader == told.number;
    if (leads && told.mode == not_serving) {
        // leaderServes=no closes the words, not the AdminServer.
        expected = expected_state(ensemble, {told.number, leader, told.zxid, 2, 0});
    }
    const auto monitor = reader.admin("monitor");
    const auto state = parse_admin_monitor(monitor.status, monitor.body);
    REQUIRE(state);
    CHECK(state->told_by == "AdminServer");
    check_state(*state, expected);
    CHECK(monitor.status == (expected.mode == not_serving ? 500 : 200));

    const auto view = reader.admin("voting_view");
    const auto voters = parse_admin_voting_view(view.status, view.body);
    if (expected.mode == not_serving) {
        REQUIRE(!voters);
        CHECK(voters.error().reason == Reason::unavailable);
    } else {
        REQUIRE(voters);
        check_voters(*voters, ensemble);
    }

    const auto ruok = unasked(reader, "ruok");
    CHECK(ruok.at("error").is_null() == (expected.mode != not_serving));
    const auto who = unasked(reader, "leader");
    CHECK(who.at("error").is_null() == ensemble.leader.has_value());
    if (!ensemble.leader) return;
    CHECK(who.at("leader_id").as_int64() == *ensemble.leader);
    CHECK(who.at("is_leader").as_bool() == leads);
}

/// Nobody listened: what was written down is empty, which as an answer would be a closed one.
void check_gone(const Reader& reader) {
    CHECK(parse_ruok(reader.word("ruok")).error().reason == Reason::closed);
    CHECK(parse_mntr(reader.word("mntr")).error().reason == Reason::closed);
    CHECK(parse_srvr(reader.word("srvr")).error().reason == Reason::closed);
    CHECK(parse_conf(reader.word("conf")).error().reason == Reason::closed);
    CHECK(reader.word("isro").empty());
    for (const auto* command : {"monitor", "voting_view", "leader", "ruok"}) {
        CHECK(reader.curls_error(command).contains("Failed to connect"));
        const auto [status, body] = reader.admin(command);
        CHECK(status == 0);
        CHECK(parse_admin_monitor(status, body).error().reason == Reason::protocol);
        CHECK(parse_admin_voting_view(status, body).error().reason == Reason::protocol);
    }
}

void check(Captures& captures, const Ensemble& ensemble) {
    for (const auto& told : ensemble.members) {
        CAPTURE(ensemble.name, told.number);
        const Reader reader(captures, ensemble, told.number);
        check_words(reader, ensemble, told);
        check_conf(reader, ensemble, told);
        check_admin(reader, ensemble, told);
    }
    for (const int number : ensemble.gone) {
        CAPTURE(ensemble.name, number);
        check_gone(Reader(captures, ensemble, number));
    }
}

void check(const Ensemble& ensemble) {
    Captures captures;
    check(captures, ensemble);
}

/// It has no AdminServer's answers, but one to `stat`, which is `srvr` with its clients.
void check_standalone(Captures& captures) {
    const Ensemble alone{
        .name = "standalone", .members = {{1, standalone}}, .voters = {}, .config_version = {}};
    const Reader reader(captures, alone, 1);
    check_words(reader, alone, alone.members.front());
    check_conf(reader, alone, alone.members.front());
    const auto stat = parse_srvr(reader.word("stat"));
    REQUIRE(stat);
    CHECK(stat->mode == standalone);
}

}  // namespace

TEST_CASE("a healthy ensemble: one leads two synced followers, and all tell one membership") {
    check(healthy);
}

TEST_CASE("3.9 reads as 3.8 does") { check(healthy_393); }

TEST_CASE("with a member gone another leads one synced follower, of three voters as before") {
    check(one_down);
}

TEST_CASE("a survivor without quorum says imok and nothing else, its AdminServer 500 or an error") {
    check(no_quorum);
}

TEST_CASE("a survivor in read-only mode tells its id and its patience, but no membership") {
    check(no_quorum_read_only);
}

TEST_CASE("a leader with leaderServes=no answers no word, and its AdminServer tells who leads") {
    check(leader_serves_no);
}

TEST_CASE("weights and groups are told by conf alone") { check(weighted); }

TEST_CASE("a dynamic ensemble tells a version, and where each member serves clients") {
    check(dynamic);
}

TEST_CASE("a removed member follows on, and tells the membership that does not list it") {
    check(dynamic_after_removal);
}

TEST_CASE("a standalone server is number 0 of no membership") {
    Captures captures;
    check_standalone(captures);
}

TEST_CASE("no capture is left unread") {
    Captures captures;
    for (const auto* ensemble :
         {&healthy, &healthy_393, &one_down, &no_quorum, &no_quorum_read_only, &leader_serves_no,
          &weighted, &dynamic, &dynamic_after_removal}) {
        check(captures, *ensemble);
    }
    check_standalone(captures);
    check_texts(captures);
    CHECK(captures.text("README.txt").contains("tickTime=2000 syncLimit=5"));
    CHECK(captures.unread() == std::set<std::string>{});
}

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/druid/leader_word.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::druid;

namespace {

Result<cluster::LeaderWord> word_of(const std::string& fixture) {
    const auto answer = captured_http("druid/" + fixture + ".txt");
    return parse_leader_word(answer.status, answer.body);
}

}  // namespace

TEST_CASE("a master names the leader by its bare URL") {
    CHECK(word_of("healthy33.leader.coordinator-leader") ==
          cluster::LeaderWord{"http://127.0.0.1:18281"});
    CHECK(parse_leader_word(200, "https://127.0.0.1:19382") ==
          cluster::LeaderWord{"https://127.0.0.1:19382"});
}

TEST_CASE("a false leader names the true one") {
    CHECK(word_of("dual33.m2.coordinator-leader") == cluster::LeaderWord{"http://127.0.0.1:18181"});
}

TEST_CASE("an empty 200 names nobody") {
    CHECK(parse_leader_word(200, "") == cluster::LeaderWord{});
}

TEST_CASE("who may not ask learns that, and no page is taken for a leader") {
    CHECK(word_of("secure37.leader.druid-coordinator-v1-leader.anonymous").error().reason ==
          Reason::authentication);
    CHECK(word_of("secure37.leader.druid-coordinator-v1-leader.wrongpass").error().reason ==
          Reason::authentication);
    CHECK(word_of("secure37.leader.druid-coordinator-v1-leader.nobody").error().reason ==
          Reason::not_allowed);
    CHECK(parse_leader_word(200, "<html>").error().reason == Reason::protocol);
    CHECK(parse_leader_word(503, "").error().reason == Reason::unavailable);
}

TEST_CASE("no bytes break the reader of a leader's name") {
    survive_mutations({"http://127.0.0.1:18281", "https://[::1]:8281"},
                      [](const std::string& body) { (void)parse_leader_word(200, body); });
}

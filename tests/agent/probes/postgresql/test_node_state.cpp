#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/postgresql/node_state.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::postgresql;

namespace {

/// The row that a real server gave, written down as column=value lines.
net::Rows row_of(const std::string& text) {
    net::Rows rows;
    rows.cells.emplace_back();
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto equals = text.find('=', at);
        if (equals < end) {
            rows.columns.push_back(text.substr(at, equals - at));
            auto value = text.substr(equals + 1, end - equals - 1);
            rows.cells[0].push_back(value == "NULL" ? std::nullopt
                                                    : std::optional(std::move(value)));
        }
        at = end + 1;
    }
    return rows;
}

cluster::DatabaseState state_of(const std::string& fixture) {
    const auto state = parse_node_state(row_of(capture("databases/" + fixture + ".row.txt")));
    REQUIRE(state);
    return *state;
}

}  // namespace

TEST_CASE("a primary is writable, tells its position, its clients and Druid's sessions") {
    const auto primary = state_of("pg15-primary");
    CHECK(primary.version == "15.20");
    CHECK(!primary.standby);
    CHECK(primary.writable);
    CHECK(primary.lineage == "7711658579193810728");
    CHECK(primary.identity == "7711658579193810728/1795510436.656137");
    CHECK(primary.timeline == 1);
    CHECK(primary.address == "127.0.0.1:23541");
    CHECK(primary.current == 0x3000060);
    CHECK(!primary.received);
    CHECK(!primary.replayed);
    CHECK(primary.channels.empty());
    CHECK(primary.hidden.empty());
    CHECK(primary.druid_sessions == 1);
    REQUIRE(primary.clients.size() == 1);
    CHECK(primary.clients[0] == cluster::ReplicationClient{.name = "walreceiver",
                                                           .address = "127.0.0.1",
                                                           .state = "streaming",
                                                           .sync_state = "async",
                                                           .replay = 0x3000060});
}

TEST_CASE("a standby tells what it received, what it replayed, and from whom") {
    const auto standby = state_of("pg15-standby");
    CHECK(standby.standby);
    CHECK(!standby.writable);
    CHECK(standby.lineage == state_of("pg15-primary").lineage);
    CHECK(standby.identity != state_of("pg15-primary").identity);
    CHECK(!standby.current);
    CHECK(standby.received == 0x3000060);
    CHECK(standby.replayed == 0x3000060);
    REQUIRE(standby.channels.size() == 1);
    const auto& channel = standby.channels[0];
    CHECK(channel.receives);
    CHECK(!channel.paused);
    CHECK(channel.status == "streaming");
    CHECK(channel.timeline == 1);
    CHECK(*channel.last_message_age == Approx(9.083533));
    CHECK(channel.source_host == "127.0.0.1");
    CHECK(channel.source_port == 23541);
    CHECK(standby.hidden.empty());
}

TEST_CASE("a standby whose primary died has no receiver; a paused one says so") {
    const auto disconnected = state_of("pg15-standby-disconnected");
    CHECK(!disconnected.channels.at(0).receives);
    CHECK(disconnected.hidden.empty());
    CHECK(disconnected.timeline == 1);
    CHECK(state_of("pg15-standby-paused").channels.at(0).paused);
}

TEST_CASE(
    "a receiver that is stuck is called streaming, and hears nothing for longer than it would") {
    const auto stuck = state_of("pg15-standby-frozen-receiver");
    CHECK(!stuck.channels.at(0).receives);
    CHECK(stuck.channels.at(0).status.contains("wal_receiver_timeout"));
}

TEST_CASE("a receiver that has just begun is no receiver yet, whatever it is called") {
    const auto begun = state_of("pg15-standby-slot-lost");
    CHECK(!begun.channels.at(0).receives);
    CHECK(begun.channels.at(0).status == "not receiving");
}

TEST_CASE("a promoted standby is writable on the next timeline, without a restart") {
    const auto promoted = state_of("pg15-promoted");
    CHECK(promoted.writable);
    CHECK(promoted.timeline == 2);
    CHECK(promoted.identity == state_of("pg15-standby").identity);
    CHECK(promoted.current == 0x3000390);
    CHECK(!promoted.received);
}

TEST_CASE("without the grant replication is not seen, which is not the same as broken") {
    const auto standby = state_of("pg15-standby-without-grant");
    CHECK(standby.hidden.contains("pg_read_all_stats"));
    CHECK(standby.channels.empty());
    CHECK(standby.standby);
    const auto primary = state_of("pg15-primary-without-grant");
    CHECK(!primary.hidden.empty());
    CHECK(primary.writable);
    CHECK(primary.druid_sessions == 1);
}

TEST_CASE("a primary that was set read-only for everybody is not writable") {
    const auto fenced = state_of("pg15-primary-read-only");
    CHECK(!fenced.standby);
    CHECK(!fenced.writable);
}

TEST_CASE("10 and 18 read the same, but 10 does not know its sender") {
    const auto ten = state_of("pg10-standby");
    CHECK(ten.version == "10.23");
    REQUIRE(ten.channels.size() == 1);
    CHECK(ten.channels[0].receives);
    CHECK(ten.channels[0].source_host.empty());
    CHECK(ten.channels[0].source_port == 0);
    const auto eighteen = state_of("pg18-standby");
    CHECK(eighteen.version == "18.4");
    CHECK(eighteen.channels.at(0).source_port == 23636);
}

TEST_CASE("what was replayed was received, though the receiver restarted at a segment's start") {
    const auto row = capture("databases/pg18-standby.row.txt");
    REQUIRE(row.find("received=0/1000000") != std::string::npos);
    const auto standby = state_of("pg18-standby");
    CHECK(standby.replayed == 0x174C700);
    CHECK(standby.received == standby.replayed);
}

TEST_CASE("a position is two hexadecimal halves") {
    CHECK(parse_log_position("0/45A9EA8") == 0x45A9EA8);
    CHECK(parse_log_position("16/B374D848") == 0x16B374D848);
    for (const auto* text : {"", "0", "0/", "/0", "0/x", "0/123456789", "-1/0", "0/0/0"}) {
        CAPTURE(text);
        CHECK(!parse_log_position(text));
    }
}

TEST_CASE("a row without what every node has is no answer") {
    CHECK(!parse_node_state({}));
    auto row = row_of(capture("databases/pg15-primary.row.txt"));
    row.cells[0][1] = std::nullopt;
    const auto state = parse_node_state(row);
    REQUIRE(!state);
    CHECK(state.error().reason == Reason::protocol);
}

TEST_CASE("no row breaks the reader of node states") {
    survive_mutations(
        {capture("databases/pg15-primary.row.txt"), capture("databases/pg15-standby.row.txt"),
         capture("databases/pg15-standby-without-grant.row.txt")},
        [](const std::string& text) { (void)parse_node_state(row_of(text)); });
}

TEST_CASE("what a server calls itself is one line, however it is written") {
    auto rows = row_of(capture("databases/pg15-primary.row.txt"));
    const auto at = std::ranges::find(rows.columns, "address") - rows.columns.begin();
    rows.cells[0][static_cast<std::size_t>(at)] = "10.0.0.1\n" + std::string(500, 'x');
    const auto state = parse_node_state(rows);
    REQUIRE(state);
    CHECK(state->address.starts_with("10.0.0.1 xxx"));
    CHECK(state->address.size() < 200);
}

#include "agent/probes/captures.hpp"
#include "agent/probes/mutations.hpp"
#include "probes/mysql/replica_channels.hpp"
#include "told_text.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::mysql;
using cluster::DatabaseState;
using cluster::Product;

namespace {

Told told_by(const std::string& node) {
    return told_in(capture("databases/" + node + ".told.txt"));
}

DatabaseState state_of(const Told& told) {
    const auto state = parse_node_state(told);
    REQUIRE(state);
    return *state;
}

void set(Told& told, Part part, std::string_view column, std::string value) {
    auto& rows = told.rows.at(part);
    const auto at = std::ranges::find(rows.columns, column);
    REQUIRE(at != rows.columns.end());
    rows.cells[0][static_cast<std::size_t>(at - rows.columns.begin())] = std::move(value);
}

/// A replica of MariaDB 10.11 whose status is another that was captured.
Told replica_with(const std::string& status) {
    auto told = told_by("my1011-replica");
    told.rows[Part::replicas] = rows_of(capture("databases/" + status + ".replica.txt"));
    return told;
}

/// A node of MySQL 9.7, as it was captured before its group was started.
Told mysql97(std::string read_only = "0") {
    Told told;
    told.rows[Part::identity] = rows_of(
        "version: 9.7.4-2|account: mon@%|server_uuid: "
        "87c56cc1-e7af-11f1-8821-02fc00000001|hostname: vm|port: 33411|read_only: " +
        read_only + "|super_read_only: " + read_only +
        "|offline_mode: 0|gtid_mode: ON|executed: "
        "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-6");
    // A set holds colons: the field above ended at its first.
    set(told, Part::identity, "executed", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:1-6");
    return told;
}

}  // namespace

TEST_CASE("a primary of MariaDB is writable, and replicates from nobody") {
    const auto primary = state_of(told_by("my1011-primary"));
    CHECK(primary.product == Product::mariadb);
    CHECK(primary.version == "10.11.19");
    CHECK(primary.writable);
    CHECK(!primary.standby);
    CHECK(primary.identity == "1@vm:23401");
    CHECK(primary.address == "vm:23401");
    CHECK(primary.lineage.empty());
    CHECK(primary.applied == cluster::GtidPosition::parse("0-1-8"));
    CHECK(!primary.executed);
    CHECK(primary.channels.empty());
    CHECK(!primary.group);
    CHECK(!primary.synchronous);
    CHECK(primary.hidden.empty());
    CHECK(primary.druid_sessions == 0);
}

TEST_CASE("a replica of MariaDB streams, and shows Druid's sessions to who may see them") {
    const auto replica = state_of(told_by("my1011-replica"));
    CHECK(replica.standby);
    CHECK(!replica.writable);
    REQUIRE(replica.channels.size() == 1);
    CHECK(replica.channels[0] == cluster::Channel{.receives = true,
                                                  .status = "streaming",
                                                  .source_host = "127.0.0.1",
                                                  .source_port = 23401});
    CHECK(replica.errant.empty());
    CHECK(!replica.delay);
    CHECK(replica.druid_sessions == 1);
    CHECK(replica.hidden_sessions.empty());
}

TEST_CASE("what may not be seen is named with its grant, and is not replication that is broken") {
    auto told = told_by("my1011-replica-without-grant");
    told.missing[Part::replicas] = "GRANT SLAVE MONITOR ON *.* TO 'bare'@'127.0.0.1'";
    const auto state = state_of(told);
    CHECK(state.standby);
    CHECK(state.channels.empty());
    CHECK(state.hidden == "GRANT SLAVE MONITOR ON *.* TO 'bare'@'127.0.0.1'");
    CHECK(!state.druid_sessions);
    CHECK(state.hidden_sessions == "GRANT PROCESS ON *.* TO 'bare'@'127.0.0.1'");
}

TEST_CASE("who watches as Druid's own user can't tell its sessions from the agent's") {
    auto told = told_by("my1011-replica");
    set(told, Part::sessions, "is_ours", "1");
    const auto state = state_of(told);
    CHECK(!state.druid_sessions);
    CHECK(state.hidden_sessions == "watch with a user of its own, not with Druid's");
}

TEST_CASE("11.8 and 9.7 tell a replica's state under their own names") {
    const auto of = [](const std::string& fixture) {
        const auto read =
            parse_replicas(rows_of(capture("databases/" + fixture + ".replicas.txt")), nullptr);
        REQUIRE(read);
        REQUIRE(read->size() == 1);
        return (*read)[0].channel;
    };
    const auto maria = of("my118-replica");
    CHECK(maria.receives);
    CHECK(maria.applies);
    CHECK(maria.source_port == 33421);
    const auto mysql = of("my97-replica");
    CHECK(mysql.receives);
    CHECK(mysql.applies);
    CHECK(mysql.source_host == "127.0.0.1");
    CHECK(mysql.source_port == 33411);
}

TEST_CASE("a thread that stopped tells which, and why where the server does") {
    const auto channel = [](const std::string& fixture) {
        return state_of(replica_with(fixture)).channels.at(0);
    };
    const auto deaf = channel("my1011-io-stopped");
    CHECK(!deaf.receives);
    CHECK(deaf.applies);
    CHECK(deaf.status == "stopped");
    const auto idle = channel("my1011-sql-stopped");
    CHECK(idle.receives);
    CHECK(!idle.applies);
    CHECK(idle.status == "stopped without an error");
    const auto conflict = channel("my1011-conflict");
    CHECK(conflict.receives);
    CHECK(!conflict.applies);
    CHECK(conflict.status.starts_with("1950: An attempt was made to binlog GTID 0-1-39"));
    const auto diverged = channel("my1011-diverged");
    CHECK(!diverged.receives);
    CHECK(diverged.status.starts_with("stopped (1236: Got fatal error 1236 from master"));
    const auto duplicate = channel("my97-duplicate-key");
    CHECK(duplicate.status.starts_with("1062: Coordinator stopped"));
    // As MySQL 9.7 says while it looks for a source that was frozen.
    auto looking = replica_with("my1011-io-stopped");
    set(looking, Part::replicas, "Slave_IO_Running", "Connecting");
    CHECK(!state_of(looking).channels.at(0).receives);
    CHECK(state_of(looking).channels.at(0).status == "connecting");
}

TEST_CASE("what a replica of MariaDB wrote itself is errant, what a former primary wrote is not") {
    auto told = replica_with("my1011-errant");
    set(told, Part::identity, "binlog_pos", "0-2-39");
    set(told, Part::identity, "slave_pos", "0-1-38");
    set(told, Part::identity, "current_pos", "0-2-39");
    CHECK(state_of(told).errant == "0-2-39");
    CHECK(state_of(told).applied == cluster::GtidPosition::parse("0-2-39"));

    // Its new source took the transaction for the place to read on from.
    set(told, Part::replicas, "Gtid_IO_Pos", "0-2-39");
    CHECK(state_of(told).errant.empty());
    // Not while the source refuses it.
    set(told, Part::replicas, "Slave_IO_Running", "No");
    CHECK(state_of(told).errant == "0-2-39");

    // Applied from the source later on, in the same domain.
    set(told, Part::identity, "slave_pos", "0-1-40");
    CHECK(state_of(told).errant.empty());
}

TEST_CASE("a replica that was promoted and whose threads were merely stopped is no standby") {
    auto told = told_by("my1011-replica");
    set(told, Part::identity, "read_only", "0");
    set(told, Part::replicas, "Slave_IO_Running", "No");
    set(told, Part::replicas, "Slave_SQL_Running", "No");
    CHECK(!state_of(told).standby);
    CHECK(state_of(told).writable);
    set(told, Part::identity, "read_only", "1");
    CHECK(state_of(told).standby);
    CHECK(state_of(told).channels.size() == 1);
}

TEST_CASE("read-only is a word in later versions, and only OFF is writable") {
    auto told = told_by("my1011-primary");
    for (const auto* word : {"1", "ON", "NO_LOCK", "NO_LOCK_NO_ADMIN"}) {
        set(told, Part::identity, "read_only", word);
        CHECK(!state_of(told).writable);
        CHECK(state_of(told).standby);
    }
    set(told, Part::identity, "read_only", "OFF");
    CHECK(state_of(told).writable);
}

TEST_CASE("MySQL has its uuid and its transactions, and is fenced in three ways") {
    auto told = mysql97();
    const auto state = state_of(told);
    CHECK(state.product == Product::mysql);
    CHECK(state.version == "9.7.4");
    CHECK(state.identity == "87c56cc1-e7af-11f1-8821-02fc00000001");
    CHECK(state.writable);
    REQUIRE(state.executed);
    CHECK(state.executed->size() == 6);
    for (const auto* fence : {"read_only", "super_read_only", "offline_mode"}) {
        auto fenced = told;
        set(fenced, Part::identity, fence, "1");
        CHECK(!state_of(fenced).writable);
    }
    set(told, Part::identity, "gtid_mode", "OFF");
    CHECK(!state_of(told).executed);
}

TEST_CASE("a delay on purpose and the age of the last message are told") {
    auto told = mysql97("1");
    told.rows[Part::replicas] = rows_of(capture("databases/my97-replica.replicas.txt"));
    set(told, Part::replicas, "SQL_Delay", "3600");
    told.rows[Part::channels] = rows_of("name: |applier: ON|age: 1.2500");
    const auto state = state_of(told);
    CHECK(state.delay == 3600s);
    CHECK(state.channels.at(0).last_message_age == 1.25);
}

TEST_CASE("semi-synchronous replication waits, stalls, and goes on without anybody") {
    const auto commits = [](const std::string& status) {
        auto told = told_by("my1011-primary");
        set(told, Part::settings, "rpl_semi_sync_master_enabled", "1");
        net::Rows rows{.columns = {"Variable_name", "Value"}};
        auto text = capture("databases/my1011-semi-sync-" + status + ".status.txt");
        std::string_view rest = text;
        for (auto line = take_line(rest); !line.empty();) {
            const auto split = split_at_first(line, '|');
            const auto figure = split_at_first(split ? split->before : line, '=');
            rows.cells.push_back({std::string(figure->before), std::string(figure->after)});
            line = split ? split->after : std::string_view{};
        }
        told.rows[Part::status] = rows;
        const auto state = state_of(told);
        REQUIRE(state.synchronous);
        return *state.synchronous;
    };
    CHECK(commits("on") == cluster::SynchronousCommits{.configured = true, .acknowledging = 1});
    CHECK(commits("stalls") == cluster::SynchronousCommits{.configured = true, .acknowledging = 0});
    CHECK(commits("degraded") ==
          cluster::SynchronousCommits{.configured = true, .acknowledging = 0, .degraded = true});
}

TEST_CASE("a member of Galera may write, until it has no quorum") {
    const auto synced = state_of(told_by("my1011-galera"));
    CHECK(synced.writable);
    CHECK(!synced.standby);
    REQUIRE(synced.group);
    CHECK(synced.group->size == 3);
    CHECK(synced.lineage == synced.group->id);
    CHECK(synced.lineage.size() == 36);
    const auto alone = state_of(told_by("my1011-galera-no-quorum"));
    CHECK(!alone.writable);
    CHECK(alone.standby);
    CHECK(!alone.group->quorum);
    CHECK(alone.lineage == synced.lineage);
    REQUIRE(alone.channels.size() == 1);
    CHECK(alone.channels[0].status == "Initialized, non-Primary");
}

TEST_CASE("a member of Group Replication that was restarted is not read-only, and may not write") {
    auto told = mysql97();
    told.rows[Part::settings] = rows_of(
        "group_replication_group_name: aaaa|"
        "group_replication_single_primary_mode: ON");
    told.rows[Part::group] = rows_of(
        "MEMBER_ID: 87c56cc1-e7af-11f1-8821-02fc00000001|"
        "MEMBER_STATE: OFFLINE|MEMBER_ROLE: ");
    const auto state = state_of(told);
    CHECK(!state.writable);
    CHECK(state.standby);
    CHECK(state.lineage == "aaaa");
    CHECK(state.channels.at(0).name == "group_replication_applier");
    CHECK(state.channels.at(0).status == "OFFLINE");
}

TEST_CASE("without an identity there is no node") {
    CHECK(!parse_node_state({}));
    for (const auto* column : {"version", "hostname", "port", "read_only"}) {
        auto told = told_by("my1011-primary");
        set(told, Part::identity, column, "");
        CAPTURE(column);
        const auto state = parse_node_state(told);
        REQUIRE(!state);
        CHECK(state.error().reason == Reason::protocol);
    }
    auto told = told_by("my1011-replica");
    told.rows[Part::replicas].columns[0] = "Connection";
    std::ranges::replace(told.rows[Part::replicas].columns, "Slave_IO_Running", "X");
    CHECK(!parse_node_state(told));
}

TEST_CASE("nothing that a server tells breaks the reader of nodes of MySQL") {
    survive_mutations(
        {capture("databases/my1011-replica.told.txt"), capture("databases/my1011-primary.told.txt"),
         capture("databases/my1011-replica-without-grant.told.txt")},
        [](const std::string& text) { (void)parse_node_state(told_in(text)); });
}

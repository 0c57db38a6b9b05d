#include "probes/postgresql/node_statement.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"

namespace druidwatch::probes::postgresql {

namespace json = boost::json;
using cluster::DatabaseState;

// Columns that came later than 10 (sender_host and sender_port: 11) are read out of the row's
// JSON, so that one text serves all versions. The timeline is the live one: pg_control_checkpoint
// still names the old one for most of a minute after a promotion. transaction_read_only lies when
// our own role has a default, so only a default set for the whole server or database counts.
const std::string_view node_statement = R"sql(
WITH node AS (SELECT pg_is_in_recovery() AS standby),
     receiver AS (SELECT * FROM pg_stat_wal_receiver)
SELECT current_setting('server_version_num') AS version,
       node.standby AS in_recovery,
       EXISTS (SELECT FROM pg_settings
               WHERE name = 'default_transaction_read_only' AND setting = 'on'
                 AND source IN ('configuration file', 'command line', 'database')) AS read_only,
       (SELECT system_identifier FROM pg_control_system()) AS system_identifier,
       extract(epoch FROM pg_postmaster_start_time()) AS started,
       host(inet_server_addr()) AS address,
       inet_server_port() AS port,
       CASE WHEN node.standby
            THEN coalesce((SELECT received_tli FROM receiver WHERE latest_end_lsn IS NOT NULL),
                          (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
            ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
       END AS timeline,
       CASE WHEN NOT node.standby THEN pg_current_wal_lsn() END AS current,
       CASE WHEN node.standby THEN pg_last_wal_receive_lsn() END AS received,
       CASE WHEN node.standby THEN pg_last_wal_replay_lsn() END AS replayed,
       CASE WHEN node.standby THEN pg_is_wal_replay_paused() END AS replay_paused,
       (SELECT jsonb_build_object(
                   'status', status,
                   'timeline', received_tli,
                   'age', extract(epoch FROM clock_timestamp() - last_msg_receipt_time),
                   'host', to_jsonb(receiver) -> 'sender_host',
                   'port', to_jsonb(receiver) -> 'sender_port')
          FROM receiver) AS receiver,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', application_name,
                   'address', host(client_addr),
                   'state', state,
                   'sync_state', sync_state,
                   'replay', replay_lsn)), '[]')
          FROM pg_stat_replication) AS clients,
       (SELECT count(*) FROM pg_stat_activity
         WHERE usename = $1 AND application_name <> $2) AS druid_sessions
  FROM node
)sql";

namespace {

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? excerpt(value->get_string()) : std::string{};
}

bool is_null(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return !value || value->is_null();
}

std::optional<double> number_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value) return {};
    json::error_code error;
    const auto number = value->to_number<double>(error);
    return error ? std::optional<double>{} : number;
}

int integer_of(const json::object& object, std::string_view key) {
    const auto number = number_of(object, key);
    return number && *number >= 0 && *number <= 1e9 ? static_cast<int>(*number) : 0;
}

std::optional<json::value> json_of(std::optional<std::string_view> cell) {
    if (!cell) return {};
    json::error_code error;
    auto document = json::parse(*cell, error);
    return error ? std::optional<json::value>{} : std::move(document);
}

cluster::Receiver receiver_of(const json::object& row) {
    return {.status = text_of(row, "status"),
            .timeline = integer_of(row, "timeline"),
            .last_message_age = number_of(row, "age"),
            .sender_host = text_of(row, "host"),
            .sender_port = integer_of(row, "port")};
}

cluster::ReplicationClient client_of(const json::object& row) {
    return {.name = text_of(row, "name"),
            .address = text_of(row, "address"),
            .state = text_of(row, "state"),
            .sync_state = text_of(row, "sync_state"),
            .replay = parse_log_position(text_of(row, "replay"))};
}

/// One cell after the other, remembering whether one that must be there was missing.
class Cells {
  public:
    explicit Cells(const net::Rows& rows) : rows_(rows) {}

    std::optional<std::string_view> text(std::string_view column) const {
        return rows_.at(0, column);
    }
    std::string required(std::string_view column) {
        const auto cell = text(column);
        complete_ = complete_ && cell;
        return std::string(cell.value_or(""));
    }
    bool flag(std::string_view column) const { return text(column) == "t"; }
    std::optional<cluster::LogPosition> position(std::string_view column) const {
        const auto cell = text(column);
        return cell ? parse_log_position(*cell) : std::nullopt;
    }
    std::optional<int> integer(std::string_view column) const {
        const auto cell = text(column);
        return cell ? to_integer<int>(*cell) : std::nullopt;
    }
    bool complete() const { return complete_; }

  private:
    const net::Rows& rows_;
    bool complete_ = true;
};

void take_replication(DatabaseState& state, const Cells& cells) {
    if (const auto row = json_of(cells.text("receiver")); row && row->is_object()) {
        // Without the grant there is a row, of which only the process id is not NULL.
        if (is_null(row->get_object(), "status"))
            state.may_see_replication = false;
        else
            state.receiver = receiver_of(row->get_object());
    }
    const auto clients = json_of(cells.text("clients"));
    if (!clients || !clients->is_array()) return;
    for (const auto& row : clients->get_array()) {
        if (!row.is_object()) continue;
        if (is_null(row.get_object(), "state")) state.may_see_replication = false;
        state.clients.push_back(client_of(row.get_object()));
    }
}

std::string address_of(const Cells& cells) {
    const auto host = cells.text("address");  // NULL over a Unix socket
    const auto port = cells.integer("port");
    if (!host || !port) return {};
    return to_string(Endpoint{std::string(*host), static_cast<std::uint16_t>(*port)});
}

}  // namespace

std::optional<cluster::LogPosition> parse_log_position(std::string_view text) {
    const auto halves = split_at_first(text, '/');
    if (!halves) return {};
    const auto high = to_integer<std::uint32_t>(halves->before, 16);
    const auto low = to_integer<std::uint32_t>(halves->after, 16);
    if (!high || !low) return {};
    return (cluster::LogPosition{*high} << 32) | *low;
}

Result<DatabaseState> parse_node_state(const net::Rows& rows) {
    Cells cells(rows);
    DatabaseState state;
    state.version = to_integer<int>(cells.required("version")).value_or(0);
    state.in_recovery = cells.required("in_recovery") == "t";
    state.writable = !state.in_recovery && !cells.flag("read_only");
    state.system_identifier = cells.required("system_identifier");
    state.started = to_finite(cells.required("started")).value_or(0);
    state.timeline = cells.integer("timeline").value_or(0);
    state.address = address_of(cells);
    state.current = cells.position("current");
    state.replayed = cells.position("replayed");
    // After a restart of the receiver its position is the start of a segment, behind the replayed.
    state.received = std::max(cells.position("received"), state.replayed);
    state.replay_paused = cells.flag("replay_paused");
    state.druid_sessions = cells.integer("druid_sessions").value_or(0);
    take_replication(state, cells);
    if (!cells.complete()) return std::unexpected(unreadable("a row without what every node has"));
    return state;
}

}  // namespace druidwatch::probes::postgresql

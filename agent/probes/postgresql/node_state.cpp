#include "probes/postgresql/node_state.hpp"

#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"

namespace druidwatch::probes::postgresql {

namespace json = boost::json;
using cluster::DatabaseState;

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

/// One that runs gives up after wal_receiver_timeout; one that was stopped is called streaming on.
bool is_frozen(const json::object& row) {
    constexpr double grace = 5;
    const auto patience = number_of(row, "patience").value_or(0);
    return patience > 0 && number_of(row, "age").value_or(0) > patience + grace;
}

/// One that is refused, for its log is gone, begins anew every few seconds, and is called streaming
/// before its primary has said a word.
bool is_new(const json::object& row) { return number_of(row, "lives").value_or(1) < 1; }

cluster::Channel channel_of(const json::object& row) {
    auto status = text_of(row, "status");
    if (is_new(row)) {
        status = "not receiving";
    } else if (status == "streaming" && is_frozen(row)) {
        status = "silent for longer than its wal_receiver_timeout: its process is stuck";
    }
    return {.receives = status == "streaming",
            .status = std::move(status),
            .timeline = integer_of(row, "timeline"),
            .last_message_age = number_of(row, "age"),
            .source_host = text_of(row, "host"),
            .source_port = integer_of(row, "port")};
}

cluster::Slot slot_of(const json::object& row) {
    const auto retained = number_of(row, "retained");
    const auto* active = row.if_contains("active");
    cluster::Slot slot{.name = text_of(row, "name"),
                       .active = active && active->is_bool() && active->get_bool(),
                       .lost = text_of(row, "status") == "lost"};
    if (retained && std::abs(*retained) < 9e18) {
        slot.retained = static_cast<std::int64_t>(*retained);
    }
    return slot;
}

/// "15.20" of 150020, and "9.6.24" of 90624.
std::string version_of(std::string_view number) {
    const auto version = to_integer<int>(number).value_or(0);
    if (version >= 100'000) return fmt::format("{}.{}", version / 10'000, version % 10'000);
    return fmt::format("{}.{}.{}", version / 10'000, version / 100 % 100, version % 100);
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
        return excerpt(cell.value_or(""));
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

constexpr std::string_view grant = "grant pg_read_all_stats to the monitoring role";

void take_channel(DatabaseState& state, const Cells& cells) {
    cluster::Channel channel{.status = "not receiving"};
    if (const auto row = json_of(cells.text("receiver")); row && row->is_object()) {
        // Without the grant there is a row, of which only the process id is not NULL.
        if (is_null(row->get_object(), "status")) {
            state.hidden = grant;
            return;
        }
        channel = channel_of(row->get_object());
    }
    channel.paused = cells.flag("replay_paused");
    state.channels.push_back(std::move(channel));
}

/// Calls `take` with every object of a column that holds a list of them.
template <class Take>
void for_each_row(std::optional<std::string_view> cell, Take take) {
    const auto rows = json_of(cell);
    if (!rows || !rows->is_array()) return;
    for (const auto& row : rows->get_array()) {
        if (row.is_object()) take(row.get_object());
    }
}

void take_clients(DatabaseState& state, const Cells& cells) {
    for_each_row(cells.text("clients"), [&](const json::object& row) {
        if (is_null(row, "state")) state.hidden = grant;
        state.clients.push_back(client_of(row));
    });
}

void take_synchronous(DatabaseState& state, const Cells& cells) {
    if (!cells.flag("synchronous")) return;
    const auto acknowledges = [](const cluster::ReplicationClient& client) {
        return client.sync_state == "sync" || client.sync_state == "quorum";
    };
    cluster::SynchronousCommits synchronous{.configured = true};
    if (const auto waiting = json_of(cells.text("waiting_commits"));
        waiting && waiting->is_object()) {
        synchronous.waiting = integer_of(waiting->get_object(), "sessions");
        synchronous.longest_wait = number_of(waiting->get_object(), "longest");
    }
    synchronous.acknowledging =
        static_cast<int>(std::ranges::count_if(state.clients, acknowledges));
    state.synchronous = synchronous;
}

std::string address_of(const Cells& cells) {
    const auto host = cells.text("address");  // NULL over a Unix socket
    const auto port = cells.integer("port");
    if (!host || !port) return {};
    return to_string(Endpoint{excerpt(*host), static_cast<std::uint16_t>(*port)});
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
    state.version = version_of(cells.required("version"));
    state.standby = cells.required("in_recovery") == "t";
    state.writable = !state.standby && !cells.flag("read_only");
    state.lineage = cells.required("system_identifier");
    // With the moment of its start: copies of a cluster have its identifier, too.
    state.identity = state.lineage + "/" + cells.required("started");
    state.timeline = cells.integer("timeline").value_or(0);
    state.address = address_of(cells);
    state.current = cells.position("current");
    state.replayed = cells.position("replayed");
    // After a restart of the receiver its position is the start of a segment, behind the replayed.
    state.received = std::max(cells.position("received"), state.replayed);
    state.druid_sessions = cells.integer("druid_sessions");
    if (const auto delay = to_finite(cells.text("delay").value_or("")); delay && *delay > 0) {
        state.delay = seconds{static_cast<seconds::rep>(std::min(*delay, 1e9))};
    }
    if (const auto limit = cells.text("slot_limit")) {
        state.slot_limit = to_integer<std::int64_t>(*limit);
    }
    if (state.standby) take_channel(state, cells);
    take_clients(state, cells);
    for_each_row(cells.text("slots"),
                 [&](const json::object& row) { state.slots.push_back(slot_of(row)); });
    take_synchronous(state, cells);
    if (!cells.complete()) return std::unexpected(unreadable("a row without what every node has"));
    return state;
}

}  // namespace druidwatch::probes::postgresql

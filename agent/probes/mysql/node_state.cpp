#include "probes/mysql/node_state.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"
#include "probes/mysql/figures.hpp"
#include "probes/mysql/group_state.hpp"
#include "probes/mysql/mariadb_positions.hpp"
#include "probes/mysql/replica_channels.hpp"

namespace druidwatch::probes::mysql {
namespace {

using cluster::DatabaseState;
using cluster::Product;

const net::Rows* rows_of(const Told& told, Part part) {
    const auto found = told.rows.find(part);
    return found == told.rows.end() ? nullptr : &found->second;
}

Figures figures_of(const Told& told, Part part) {
    const auto* rows = rows_of(told, part);
    return rows ? Figures(*rows) : Figures{};
}

std::string why_missing(const Told& told, Part part) {
    const auto found = told.missing.find(part);
    return found == told.missing.end() ? std::string{} : found->second;
}

/// A flag that became a word in later versions: OFF, ON, NO_LOCK, NO_LOCK_NO_ADMIN.
bool is_off(std::string_view value) { return value == "0" || value == "OFF"; }

void take_identity(DatabaseState& state, const Figures& identity) {
    const auto version = identity.text("version");
    state.product = dialect_of(version).product;
    state.version = short_version(version);
    const auto port = to_integer<std::uint16_t>(identity.text("port"));
    const auto host = excerpt(identity.text("hostname"));
    if (port && !host.empty()) state.address = to_string(Endpoint{host, *port});
    // MariaDB has no uuid of its own.
    state.identity = state.product == Product::mysql
                         ? excerpt(identity.text("server_uuid"))
                         : fmt::format("{}@{}", excerpt(identity.text("server_id")), state.address);
}

bool is_complete(const DatabaseState& state, const Figures& identity) {
    return !state.version.empty() && !state.address.empty() && !state.identity.empty() &&
           !identity.text("read_only").empty();
}

bool is_fenced(const Figures& identity) {
    return !is_off(identity.text("read_only")) || identity.is_on("super_read_only") ||
           identity.is_on("offline_mode");
}

void take_transactions(DatabaseState& state, const Figures& identity,
                       const std::vector<ReplicaChannel>& channels) {
    if (state.product == Product::mariadb) {
        const auto positions = positions_of(identity);
        state.applied = positions.applied;
        // What a node writes that may be written to is no error of its own: two primaries are.
        if (!state.writable) state.errant = errant(positions, channels);
        return;
    }
    const auto mode = identity.text("gtid_mode");
    if (mode != "ON" && mode != "ON_PERMISSIVE") return;
    state.executed = cluster::GtidSet::parse(identity.text("executed"));
}

void take_channels(DatabaseState& state, const std::vector<ReplicaChannel>& channels) {
    for (const auto& read : channels) {
        if (read.at_rest && state.writable) continue;
        state.channels.push_back(read.channel);
        state.delay = std::max(state.delay, read.delay);
    }
}

void take_group(DatabaseState& state, const GroupState& read) {
    state.lineage = read.group.id;
    state.group = read.group;
    state.writable = state.writable && read.may_write;
    if (!state.writable) state.channels.push_back(read.applier);
}

void take_synchronous(DatabaseState& state, const Figures& settings, const Figures& status) {
    if (!settings.is_semi_synchronous()) return;
    const std::string kind = settings.is_on("rpl_semi_sync_source_enabled") ? "source" : "master";
    const auto figure = [&](std::string_view name) {
        return fmt::format("rpl_semi_sync_{}_{}", kind, name);
    };
    // After its timeout it goes on without anybody, and says so only in this.
    state.synchronous =
        cluster::SynchronousCommits{.configured = true,
                                    .waiting = status.number(figure("wait_sessions")).value_or(0),
                                    .acknowledging = status.number(figure("clients")),
                                    .degraded = status.text(figure("status")) == "OFF"};
}

void take_sessions(DatabaseState& state, const Told& told, const Figures& sessions) {
    state.hidden_sessions = why_missing(told, Part::sessions);
    if (!rows_of(told, Part::sessions)) return;
    if (sessions.is_on("is_ours")) {
        state.hidden_sessions = "watch with a user of its own, not with Druid's";
    } else if (sessions.number("process").value_or(0) == 0 &&
               sessions.number("others").value_or(0) == 0) {
        const auto identity = figures_of(told, Part::identity);
        state.hidden_sessions = grant_for(dialect_of(identity.text("version")), Part::sessions,
                                          excerpt(identity.text("account")));
    } else {
        state.druid_sessions = sessions.number("sessions");
    }
}

}  // namespace

Result<DatabaseState> parse_node_state(const Told& told) {
    const auto identity = figures_of(told, Part::identity);
    const auto settings = figures_of(told, Part::settings);
    const auto status = figures_of(told, Part::status);
    DatabaseState state;
    take_identity(state, identity);
    if (!is_complete(state, identity)) {
        return std::unexpected(unreadable("a row without what every node has"));
    }
    std::vector<ReplicaChannel> channels;
    if (const auto* rows = rows_of(told, Part::replicas)) {
        auto read = parse_replicas(*rows, rows_of(told, Part::channels));
        if (!read) return std::unexpected(std::move(read.error()));
        channels = std::move(*read);
    }
    state.hidden = why_missing(told, Part::replicas);
    if (state.hidden.empty()) state.hidden = why_missing(told, Part::group);
    state.writable = !is_fenced(identity);
    take_transactions(state, identity, channels);
    take_channels(state, channels);
    if (const auto* members = rows_of(told, Part::group); members && settings.is_in_group()) {
        take_group(state,
                   group_replication(settings, status, *members, rows_of(told, Part::channels),
                                     identity.text("server_uuid")));
    } else if (settings.is_in_galera() && rows_of(told, Part::status)) {
        take_group(state, galera(status));
    }
    // A node that may not write and has no channel has lost its source, or was left fenced.
    state.standby = !state.channels.empty() || !state.writable;
    take_synchronous(state, settings, status);
    take_sessions(state, told, figures_of(told, Part::sessions));
    return state;
}

}  // namespace druidwatch::probes::mysql

#include "exporters/prometheus/each.hpp"
#include "exporters/prometheus/subjects.hpp"
#include "invariants/database_nodes.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::Channel;
using cluster::DatabaseNode;
using cluster::DatabaseState;
using cluster::Slot;

std::optional<double> lag_time(const DatabaseNode& node, const DatabaseState&) {
    return node.lag.time ? std::optional(to_seconds(*node.lag.time)) : std::nullopt;
}

/// Without the grant nothing is seen of a standby that streams: no answer, not a "no".
bool tells_of_streams(const DatabaseState& state) { return state.standby && state.hidden.empty(); }

std::optional<bool> streams(const DatabaseNode&, const DatabaseState& state) {
    if (!tells_of_streams(state)) return {};
    return invariants::receives(state);
}

std::optional<bool> applies(const DatabaseNode&, const DatabaseState& state) {
    if (!tells_of_streams(state)) return {};
    return std::ranges::all_of(
        state.channels, [](const Channel& channel) { return channel.applies && !channel.paused; });
}

std::optional<std::size_t> clients(const DatabaseNode&, const DatabaseState& state) {
    return state.hidden.empty() ? std::optional(state.clients.size()) : std::nullopt;
}

template <class Value>
auto each_slot(Value value) {
    return each_database([value](const ClusterScrape& cluster, const DatabaseNode& node,
                                 const DatabaseState& state, Samples& samples) {
        for (const auto& slot : state.slots) {
            samples.add({cluster.name(), node.node, slot.name}, value(slot));
        }
    });
}

std::optional<int> waiting(const DatabaseNode&, const DatabaseState& state) {
    if (!state.synchronous || !state.synchronous->configured) return {};
    return state.synchronous->waiting;
}

std::optional<double> longest_wait(const DatabaseNode&, const DatabaseState& state) {
    return state.synchronous ? state.synchronous->longest_wait : std::nullopt;
}

}  // namespace

Subject replication_metrics() {
    constexpr std::string_view unseen = "where that may not be seen";
    return {
        .title = "Replication of the metadata store",
        .families =
            {
                {.name = "druid_ha_replication_lag_seconds",
                 .unit = "seconds",
                 .labels = of_node,
                 .help = "Age of the oldest position of the primary's log that a standby has not "
                         "replayed, as sampled by the agent; 0 when it has replayed them all.",
                 .absent = "while that is not known",
                 .sample = per_database(lag_time)},
                {.name = "druid_ha_replication_lag_bytes",
                 .unit = "bytes",
                 .labels = of_node,
                 .help = "How far a standby's replay is behind the primary's log.",
                 .absent =
                     "while that is not known, and where a log is not counted in bytes (MySQL, "
                     "MariaDB)",
                 .sample = per_database([](const DatabaseNode& node, const DatabaseState&) {
                     return node.lag.bytes;
                 })},
                {.name = "druid_ha_replication_lag_transactions",
                 .unit = "transactions",
                 .labels = of_node,
                 .help = "How many transactions of the primary a replica has not executed.",
                 .absent =
                     "while that is not known, and where a log is not counted in transactions "
                     "(PostgreSQL)",
                 .sample = per_database([](const DatabaseNode& node, const DatabaseState&) {
                     return node.lag.transactions;
                 })},
                {.name = "druid_ha_replication_streaming",
                 .unit = "0 or 1",
                 .labels = of_node,
                 .help = "Whether a standby receives all that it should replicate.",
                 .absent = "of what is no standby, and where that may not be seen",
                 .sample = per_database(streams)},
                {.name = "druid_ha_replication_applying",
                 .unit = "0 or 1",
                 .labels = of_node,
                 .help = "Whether a standby applies what it received, and is not paused.",
                 .absent = "of what is no standby, and where that may not be seen",
                 .sample = per_database(applies)},
                {.name = "druid_ha_replication_clients",
                 .unit = "nodes",
                 .labels = of_node,
                 .help = "Standbys that are connected to a database node.",
                 .absent = unseen,
                 .sample = per_database(clients)},
                {.name = "druid_ha_replication_retained_bytes",
                 .unit = "bytes",
                 .labels = {"druid_cluster", "node", "slot"},
                 .help = "Log that a replication slot of PostgreSQL holds back.",
                 .absent = "where it holds back none yet",
                 .sample = each_slot([](const Slot& slot) { return slot.retained; })},
                {.name = "druid_ha_replication_slot_active",
                 .unit = "0 or 1",
                 .labels = {"druid_cluster", "node", "slot"},
                 .help = "Whether somebody reads from a replication slot of PostgreSQL.",
                 .absent = unseen,
                 .sample = each_slot([](const Slot& slot) { return slot.active ? 1.0 : 0.0; })},
                {.name = "druid_ha_synchronous_commits_waiting",
                 .unit = "sessions",
                 .labels = of_node,
                 .help = "Commits that wait for a standby now.",
                 .absent = "where none has to",
                 .sample = per_database(waiting)},
                {.name = "druid_ha_synchronous_commits_longest_wait_seconds",
                 .unit = "seconds",
                 .labels = of_node,
                 .help = "How long the longest of them has waited.",
                 .absent = "while none waits",
                 .sample = per_database(longest_wait)},
            },
    };
}

}  // namespace druidwatch::exporters

#include "probes/zookeeper/server_figure.hpp"

#include "probes/answer_text.hpp"
#include "probes/zookeeper/four_letter_words.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

using cluster::ServerState;

// Every figure may be a double: "2.0" and "1.048576E7" under PrometheusMetricsProvider. One that no
// server can reach is none, so that sums of them stay finite.
std::optional<double> figure(std::string_view value, double most = 1e18) {
    const auto number = to_finite(value);
    return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

std::optional<int> count(std::string_view value) {
    const auto number = figure(value, 1e9);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

void add(std::optional<double>& sum, std::string_view value) {
    if (const auto number = figure(value)) sum = sum.value_or(0) + *number;
}

}  // namespace

void take_figure(ServerState& state, std::string_view key, std::string_view value) {
    if (key == "version") state.version = version_number(value);
    if (key == "peer_state") state.peer_state = excerpt(value);
    if (key == "quorum_size") state.quorum_size = count(value);
    if (key == "synced_followers") state.synced_followers = count(value);
    if (key == "synced_non_voting_followers") state.synced_non_voting_followers = count(value);
    if (key == "pending_syncs") state.pending_syncs = count(value);
    if (key == "outstanding_requests") state.outstanding_requests = figure(value);
    if (key == "num_alive_connections") state.connections = figure(value);
    // What a client waits for is the reads' and the updates' latency; avg_latency is of a lifetime.
    for (const std::string_view kind : {"readlatency", "updatelatency"}) {
        const auto is = [&](std::string_view part) {
            return key.size() == kind.size() + part.size() + 1 && key.contains(kind) &&
                   (key.starts_with(part) || key.ends_with(part));  // sum_x, or Prometheus's x_sum
        };
        if (is("sum")) add(state.latency_sum, value);
        if (is("cnt") || is("count")) add(state.latency_count, value);
    }
}

}  // namespace druidwatch::probes::zookeeper

#include <algorithm>

#include <fmt/format.h>

#include "exporters/web/tier_rows.hpp"
#include "invariants/database_nodes.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::DatabaseNode;
using cluster::DatabaseState;

bool streams(const DatabaseState& state) {
    // Without the grant nothing is seen of a standby that streams: no answer, not a "no".
    return !state.hidden.empty() || invariants::receives(state);
}

void describe_standby(NodeRow& row, const DatabaseNode& node, const cluster::MetadataView& view) {
    const auto& state = *node.state.newest()->answer;
    row.lag = node.lag;
    row.note = "standby";
    if (node.lag.time) {
        row.note += fmt::format(" · lag {}", *node.lag.time == 0ms ? "0 s" : human(*node.lag.time));
    }
    row.said = invariants::words(state);
    const bool paused = std::ranges::any_of(state.channels, &cluster::Channel::paused);
    const bool stopped = !std::ranges::all_of(state.channels, &cluster::Channel::applies);
    if (!streams(state)) row.note += " · does not stream";
    if (paused) row.note += " · replay paused";
    if (stopped) row.note += " · does not apply";
    if (!streams(state) || paused || stopped || view.lags(node, 1)) {
        row.state = NodeState::degraded;
    }
}

NodeRow row_of(const DatabaseNode& node, const cluster::MetadataView& view, Monotonic now) {
    const auto word = Word(now).hear(node.state);
    auto row = word.row(node.node);
    if (!word.answers()) return row;

    const auto& state = *node.state.current(now);
    row.claims = state.writable;
    if (state.writable) {
        row.state = NodeState::leading;
        row.note = "primary";
        row.said = invariants::words(state);
        row.leads = {"metadata"};
    } else if (state.standby) {
        describe_standby(row, node, view);
    } else {
        row.state = NodeState::degraded;
        row.note = "read-only";
        row.said = "neither a standby nor writable";
    }
    return row;
}

NodeRow endpoint_row(const DatabaseNode& endpoint, Monotonic now) {
    const auto word = Word(now).hear(endpoint.state);
    auto row = word.row(endpoint.node);
    row.of_tier = false;
    if (!word.answers()) {
        row.note = fmt::format("endpoint · {}", row.note);
        return row;
    }
    const bool writable = endpoint.state.current(now)->writable;
    row.note = writable ? "endpoint · primary" : "endpoint · not the primary";
    row.said = writable ? "writable" : "not writable";
    if (!writable) row.state = NodeState::degraded;
    return row;
}

}  // namespace

std::vector<NodeRow> metadata_rows(const cluster::MetadataView& view, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& node : view.nodes) rows.push_back(row_of(node, view, now));
    if (!view.endpoint) return rows;
    for (const auto& host : view.endpoint->hosts) {
        if (std::ranges::find(rows, host.node, &NodeRow::node) == rows.end()) {
            rows.push_back(endpoint_row(host, now));
        }
    }
    return rows;
}

}  // namespace druidwatch::exporters

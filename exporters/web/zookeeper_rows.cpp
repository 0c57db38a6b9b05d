#include <fmt/format.h>

#include "exporters/web/tier_rows.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::ServerMode;
using cluster::ZooKeeperMember;

/// Why a member that answers does not serve as a member of an ensemble should; empty if it does.
std::string trouble(const ZooKeeperMember& member, bool alone, Monotonic now) {
    const auto* session = member.new_session.current(now);
    const auto* state = member.state.current(now);
    if (state && state->mode == ServerMode::not_serving) return "not serving";
    if (session && session->read_only) return "read-only";
    if (state && state->mode == ServerMode::standalone && !alone) return "standalone";
    if (const auto* failure = member.new_session.failure(now)) {
        const auto standing = standing_of(failure->reason);
        if (standing == Standing::silent) return "no new sessions";
        if (standing != Standing::not_allowed) return "rejects new sessions";
    }
    return {};
}

NodeRow row_of(const ZooKeeperMember& member, bool alone, Monotonic now) {
    const auto word = Word(now).hear(member.new_session).hear(member.state).hear(member.ruok);
    auto row = word.row(member.node);
    if (!word.answers()) return row;

    const auto* state = member.state.current(now);
    if (state) {
        row.note = cluster::name_of(state->mode);
        row.said =
            state->version.empty() ? row.note : fmt::format("{}, {}", row.note, state->version);
        row.claims = state->mode == ServerMode::leader;
    } else {
        row.note = member.new_session.current(now) ? "grants sessions" : "imok";
        row.said = row.note;
    }
    if (row.claims.value_or(false)) {
        row.state = NodeState::leading;
        row.leads = {"zookeeper"};
    }
    if (const auto why = trouble(member, alone, now); !why.empty()) {
        row.state = NodeState::degraded;
        row.note = row.note == why ? why : fmt::format("{} · {}", row.note, why);
    }
    return row;
}

}  // namespace

std::vector<NodeRow> zookeeper_rows(const cluster::ZooKeeperView& view, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& member : view.members) {
        rows.push_back(row_of(member, view.members.size() == 1, now));
    }
    return rows;
}

}  // namespace druidwatch::exporters

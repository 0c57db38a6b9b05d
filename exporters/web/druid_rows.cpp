#include <algorithm>

#include <fmt/format.h>

#include "exporters/web/tier_rows.hpp"
#include "invariants/latch_place.hpp"

namespace druidwatch::exporters {
namespace {

using cluster::Master;
using cluster::Role;
using cluster::Track;
using invariants::LatchPlace;
using invariants::place_in_latch;

/// Nothing where the latch can't be read or its holder is none of the configured masters: one may
/// be configured by another name than it announces.
const Master* latch_holder(const cluster::ClusterView& view, Role role, Monotonic now) {
    for (const auto& master : view.druid->masters) {
        if (place_in_latch(view, role, master, now) == LatchPlace::first) return &master;
    }
    return nullptr;
}

std::vector<std::string_view> roles_led(const Master& master, Monotonic now) {
    std::vector<std::string_view> led;
    for (const auto role : cluster::both_roles) {
        const auto* word = master.role(role);
        const auto* leads = word ? word->leads.current(now) : nullptr;
        if (leads && *leads) led.push_back(cluster::name_of(role));
    }
    return led;
}

NodeRow row_of(const cluster::ClusterView& view, const Master& master, Role role, Monotonic now) {
    const auto& track = master.role(role)->leads;
    const auto word = Word(now).hear(track);
    auto row = word.row(master.node);
    row.leads = roles_led(master, now);
    if (!word.answers()) return row;

    const auto* holder = latch_holder(view, role, now);
    row.claims = *track.current(now);
    row.said = *row.claims ? "isLeader: yes" : "isLeader: no";
    if (*row.claims) {
        row.state = NodeState::leading;
        row.note = holder && holder != &master ? "false leader" : "leader";
        return row;
    }
    row.note = "standby";
    if (holder == &master) row.note = "holds the latch, does not lead";
    if (place_in_latch(view, role, master, now) == LatchPlace::absent) {
        row.note = "standby · not in the latch";
    }
    if (row.note != "standby") row.state = NodeState::degraded;
    return row;
}

/// Of a node whose one question is whether it is ready: how fast it said so.
NodeRow ready_row(const std::string& node, const Track<bool>& track, Monotonic now) {
    const auto word = Word(now).hear(track);
    auto row = word.row(node);
    if (!word.answers()) return row;
    const auto& newest = *track.newest();
    const auto took = newest.answered.mono - newest.asked.mono;
    row.note = *newest.answer ? human(took) : "not ready";
    row.said = fmt::format("{}ready, after {}", *newest.answer ? "" : "not ", human(took));
    if (!*newest.answer) row.state = NodeState::degraded;
    return row;
}

/// A query that we may not ask says nothing about the Broker.
bool query_fails(const Track<bool>& query, Monotonic now) {
    if (const auto* answer = query.current(now)) return !*answer;
    const auto* failure = query.failure(now);
    return failure && standing_of(failure->reason) != Standing::not_allowed;
}

}  // namespace

std::vector<NodeRow> master_rows(const cluster::ClusterView& view, Role role, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& master : view.druid->masters) {
        if (master.role(role)) rows.push_back(row_of(view, master, role, now));
    }
    return rows;
}

std::vector<NodeRow> broker_rows(const cluster::DruidView& view, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& broker : view.brokers) {
        auto row = ready_row(broker.node, broker.ready, now);
        if (row.state == NodeState::up && query_fails(broker.query, now)) {
            row.state = NodeState::degraded;
            row.note = "ready · SELECT 1 fails";
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<NodeRow> balancer_rows(const cluster::DruidView& view, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& balancer : view.balancers) {
        rows.push_back(ready_row(balancer.node, balancer.ready, now));
    }
    return rows;
}

std::vector<NodeRow> router_rows(const cluster::DruidView& view, Monotonic now) {
    std::vector<NodeRow> rows;
    for (const auto& router : view.routers) {
        rows.push_back(ready_row(router.node, router.healthy, now));
    }
    return rows;
}

}  // namespace druidwatch::exporters

#include "probes/druid/master_probe.hpp"

#include <fmt/format.h>

#include "probes/druid/is_leader.hpp"
#include "probes/druid/leader_word.hpp"
#include "probes/druid/properties.hpp"

namespace druidwatch::probes::druid {

using cluster::Means;
using cluster::Role;

namespace {

std::string_view leads_question(Role role) {
    return role == Role::coordinator ? "coordinator_is_leader" : "overlord_is_leader";
}

std::string_view leader_question(Role role) {
    return role == Role::coordinator ? "coordinator_leader" : "overlord_leader";
}

}  // namespace

MasterProbe::MasterProbe(ProbeContext context, HttpTarget http, net::HttpClient& slow,
                         std::vector<Role> roles, Paces paces, std::function<bool()> quorum,
                         Sinks sinks)
    : Probe(std::move(context), "master", http.node()),
      http_(std::move(http)),
      roles_(std::move(roles)),
      slow_(loop(), slow, paces.leader.interval, std::move(quorum)),
      sinks_(std::move(sinks)),
      properties_(ask_every(paces.properties, "properties",
                            [this](Means means) { return ask_properties(means); })) {
    for (const auto role : roles_) {
        leads_.push_back(&ask_every(paces.leads, leads_question(role),
                                    [this, role](Means means) { return ask_leads(role, means); }));
    }
    ask_every(paces.leader, "leader", [this](Means means) { return ask_leaders(means); });
}

void MasterProbe::poke(Means means) {
    for (auto* poller : leads_) poller->poke(means);
}

void MasterProbe::on_start() {
    http_.watch_connection([this] { poke(Means::connection_closed); });
}

void MasterProbe::on_stop() { http_.unwatch_connection(); }

net::Task<void> MasterProbe::ask_leads(Role role, Means means) {
    auto went = co_await exchange(loop(), http_.client, http_.get(is_leader_path(role), timeout()));
    auto seen = observe(std::move(went), parse_is_leader);
    notice_restart(seen.answer);
    report(leads_question(role), means, std::move(seen),
           sinks_.leads[static_cast<std::size_t>(role)]);
}

net::Task<void> MasterProbe::ask_leaders(Means means) {
    for (const auto role : roles_) co_await ask_leader(role, means);
    // The role that went first may have shut the gate for the others.
    std::ranges::rotate(roles_, std::next(roles_.begin()));
}

net::Task<void> MasterProbe::ask_leader(Role role, Means means) {
    auto went = co_await slow_.ask(http_.get(leader_path(role), timeout()));
    if (!went) co_return;
    report(leader_question(role), means, observe(std::move(*went), parse_leader_word),
           sinks_.leader[static_cast<std::size_t>(role)]);
}

net::Task<void> MasterProbe::ask_properties(Means means) {
    auto request = http_.get(properties_path, timeout());
    request.max_body = properties_limit;
    auto went = co_await exchange(loop(), http_.client, std::move(request));
    auto seen = observe(std::move(went), parse_properties);
    properties_recheck_.asked(seen.answer || seen.answer.error().reason == Reason::not_allowed,
                              seen.answered.mono);
    report("properties", means, std::move(seen), sinks_.properties);
}

void MasterProbe::notice_restart(const Result<bool>& answer) {
    if (answer) {
        if (properties_recheck_.due(loop().now().mono)) properties_.poke();
    } else if (answer.error().reason == Reason::refused) {
        properties_recheck_.refused();
    }
}

}  // namespace druidwatch::probes::druid

#include "probes/balancer/balancer_probe.hpp"
#include "probes/druid/broker_probe.hpp"
#include "probes/druid/master_probe.hpp"
#include "probes/druid/router_probe.hpp"
#include "watch/identity.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

using cluster::Role;
using probes::HttpTarget;
using probes::balancer::BalancerProbe;
using probes::druid::BrokerProbe;
using probes::druid::MasterProbe;
using probes::druid::RouterProbe;

std::function<bool()> quorum(const Wiring& wiring) {
    return [&watch = wiring.watch, &loop = wiring.context.loop] {
        return watch.may_ask_slowly(loop.now().mono);
    };
}

probes::Sink<bool> claims_into(const Wiring& wiring, cluster::Master& master, Role role) {
    auto& view = *wiring.watch.view().druid;
    return [&view, &master, role, ask_masters = wiring.ask_masters,
            changed = wiring.changed](cluster::Observation<bool> observation) {
        const auto now = observation.answered.mono;
        const bool claims = observation.answer && *observation.answer;
        const bool first = !master.role(role)->leads.newest();
        if (view.record_claim(master, role, std::move(observation))) changed(name_of(role), first);
        // Two claims are two leaders or a hand-over; the next answers decide.
        const bool undecided = claims && view.claimants(role, now).size() > 1 &&
                               !proven_overlap(view.history_of(role).claims);
        if (undecided) ask_masters();
    };
}

probes::Sink<cluster::Duties> duties_into(const Wiring& wiring, cluster::Master& master) {
    return [&master, changed = wiring.changed](cluster::Observation<cluster::Duties> observation) {
        const bool first = !master.duties.newest();
        const bool news = master.record_duties(std::move(observation));
        if (news) changed(name_of(Role::coordinator), first);
    };
}

MasterProbe::Paces paces_of_masters(const Wiring& wiring) {
    const auto& poll = wiring.global.poll;
    MasterProbe::Paces paces{.leads = poll.master,
                             .slow = poll.master_slow,
                             .properties = poll.properties,
                             .duties = poll.duties,
                             .servers = poll.broker_view};
    if (wiring.cluster.druid->discovery == config::Discovery::coordinator) {
        paces.cluster = config::Pace{cluster::cluster_interval, cluster::cluster_interval};
    }
    return paces;
}

std::shared_ptr<MasterProbe> make_master(const Wiring& wiring, const HttpTarget& http,
                                         cluster::Master& master) {
    const auto coordinator = name_of(Role::coordinator);
    MasterProbe::Sinks sinks{
        .properties =
            [keep = into(wiring, "master", master.properties),
             told = wiring.properties_told](auto observation) {
                keep(std::move(observation));
                told();
            },
        .duties = duties_into(wiring, master),
        .servers = into(wiring, coordinator, master.servers),
        .cluster = into(wiring, coordinator, master.cluster),
    };
    std::vector<Role> roles;
    for (const auto role : cluster::both_roles) {
        auto* word = master.role(role);
        if (!word) continue;
        roles.push_back(role);
        sinks.leads[static_cast<std::size_t>(role)] = claims_into(wiring, master, role);
        sinks.leader[static_cast<std::size_t>(role)] = into(wiring, name_of(role), word->leader);
        sinks.request[static_cast<std::size_t>(role)] = into(wiring, name_of(role), word->request);
    }
    return probes::make_probe<MasterProbe>(wiring.context, http, wiring.slow_http, std::move(roles),
                                           paces_of_masters(wiring), quorum(wiring),
                                           std::move(sinks));
}

std::shared_ptr<BrokerProbe> make_broker(const Wiring& wiring, const HttpTarget& http,
                                         cluster::Broker& broker) {
    const auto& poll = wiring.global.poll;
    return probes::make_probe<BrokerProbe>(
        wiring.context, http, wiring.slow_http,
        BrokerProbe::Paces{poll.broker, poll.broker_query, poll.broker_view}, quorum(wiring),
        BrokerProbe::Sinks{.ready = into(wiring, "broker", broker.ready),
                           .query = into(wiring, "broker", broker.query),
                           .servers = into(wiring, "broker", broker.servers)});
}

std::shared_ptr<BalancerProbe> make_balancer(const Wiring& wiring, const HttpTarget& http,
                                             cluster::Balancer& balancer) {
    using cluster::Observation;
    const auto passages = [&balancer, changed = wiring.changed](Observation<bool> observation) {
        const bool first = !balancer.ready.newest();
        const bool news = balancer.record_passage(std::move(observation));
        if (news) changed("balancer", first);
    };
    const auto answerers =
        [&balancer, changed = wiring.changed](Observation<cluster::AnsweredBy> observation) {
            // That another Broker answers than before is a balancer's work, no sign of trouble.
            if (balancer.record_answerer(std::move(observation))) changed("balancer", true);
        };
    return probes::make_probe<BalancerProbe>(
        wiring.context, http,
        BalancerProbe::Paces{wiring.global.poll.balancer,
                             {cluster::answerer_interval, cluster::answerer_interval}},
        BalancerProbe::Sinks{passages, answerers});
}

std::shared_ptr<RouterProbe> make_router(const Wiring& wiring, const HttpTarget& http,
                                         cluster::Router& router) {
    const auto& poll = wiring.global.poll;
    return probes::make_probe<RouterProbe>(
        wiring.context, http, wiring.slow_http, poll.router, poll.router_slow, quorum(wiring),
        RouterProbe::Sinks{.healthy = into(wiring, "router", router.healthy),
                           .routed_leader = {into(wiring, "router", router.routed_leader[0]),
                                             into(wiring, "router", router.routed_leader[1])}});
}

bool is_asked(const TierProbes& probes, std::string_view tier, const cluster::Process& process) {
    return std::ranges::any_of(
        probes, [&](const auto& one) { return one.tier == tier && one.node == process.node; });
}

}  // namespace

void add_druid_probes(const Wiring& wiring, TierProbes& probes) {
    if (!wiring.cluster.druid) return;
    auto& view = *wiring.watch.view().druid;
    const auto& druid = *wiring.cluster.druid;
    const auto identity = identity_of({druid.basic_auth, druid.tls}, wiring.secrets);
    const auto target = [&](const std::string& url) {
        return HttpTarget{wiring.http, url, identity};
    };

    for (auto& master : view.masters) {
        if (is_asked(probes, "master", master)) continue;
        auto probe = make_master(wiring, target(master.url), master);
        probes.push_back({"master", probe, master.node,
                          [&probe = *probe] { probe.poke(cluster::Means::word_of_another); }});
    }
    for (auto& broker : view.brokers) {
        if (is_asked(probes, "broker", broker)) continue;
        probes.push_back({"broker", make_broker(wiring, target(broker.url), broker), broker.node});
    }
    for (auto& balancer : view.balancers) {
        if (is_asked(probes, "balancer", balancer)) continue;
        probes.push_back(
            {"balancer", make_balancer(wiring, target(balancer.url), balancer), balancer.node});
    }
    for (auto& router : view.routers) {
        if (is_asked(probes, "router", router)) continue;
        probes.push_back({"router", make_router(wiring, target(router.url), router), router.node});
    }
}

}  // namespace druidwatch::watch

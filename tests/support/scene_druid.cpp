#include "support/scene.hpp"

namespace druidwatch::test {

using namespace cluster;

Master& Scene::master(const std::string& name) {
    return *std::ranges::find(view_.druid->masters, node(name), &Master::node);
}

Broker& Scene::broker(const std::string& name) {
    return *std::ranges::find(view_.druid->brokers, node(name), &Broker::node);
}

Router& Scene::router(const std::string& name) {
    return *std::ranges::find(view_.druid->routers, node(name), &Router::node);
}

Scene& Scene::leads(const std::string& name, Role role) {
    view_.druid->record_claim(master(name), role, answer(true));
    return *this;
}

Scene& Scene::denies(const std::string& name, Role role) {
    view_.druid->record_claim(master(name), role, answer(false));
    return *this;
}

Scene& Scene::leads_both(const std::string& name) {
    return leads(name, Role::coordinator).leads(name, Role::overlord);
}

Scene& Scene::denies_both(const std::string& name) {
    return denies(name, Role::coordinator).denies(name, Role::overlord);
}

Scene& Scene::fails_master(const std::string& name, Reason reason) {
    for (const auto role : both_roles)
        view_.druid->record_claim(master(name), role, failure<bool>(name, reason));
    return *this;
}

Scene& Scene::names_leader(const std::string& name, const std::string& leader, Role role) {
    return names_leader_at(name, url(leader), role);
}

Scene& Scene::names_leader_at(const std::string& name, std::string at, Role role) {
    master(name).role(role)->leader.record(answer(LeaderWord{std::move(at)}));
    return *this;
}

Scene& Scene::broker_serves(const std::string& name) {
    broker(name).ready.record(answer(true));
    broker(name).query.record(answer(true));
    return *this;
}

Scene& Scene::broker_not_ready(const std::string& name) {
    broker(name).ready.record(answer(false));
    return *this;
}

Scene& Scene::fails_broker(const std::string& name, Reason reason) {
    broker(name).ready.record(failure<bool>(name, reason));
    broker(name).query.record(failure<bool>(name, reason));
    return *this;
}

Scene& Scene::fails_query(const std::string& name, Reason reason) {
    broker(name).query.record(failure<bool>(name, reason));
    return *this;
}

Scene& Scene::passes_balancer() {
    view_.druid->balancers.front().record_passage(answer(true));
    return *this;
}

Scene& Scene::fails_balancer(Reason reason) {
    view_.druid->balancers.front().record_passage(failure<bool>("lb", reason));
    return *this;
}

Scene& Scene::routes_to_leader(const std::string& name, Role role, bool leads) {
    router(name).routed_leader[static_cast<std::size_t>(role)].record(answer(leads));
    return *this;
}

Scene& Scene::works(const std::string& name) {
    for (const auto role : both_roles) {
        master(name).role(role)->request.record(
            answer(LeaderRequest{LeaderRequest::Fate::answered, {}}));
    }
    master(name).record_duties(answer(Duties{{"HistoricalManagementDuties", 60s, "12:00:00"}}));
    return *this;
}

Scene& Scene::redirects(const std::string& name, const std::string& leader) {
    for (const auto role : both_roles) {
        answers_as_leader(name, role, {LeaderRequest::Fate::redirected, url(leader) + "/path"});
    }
    return *this;
}

Scene& Scene::answers_as_leader(const std::string& name, Role role, LeaderRequest request) {
    master(name).role(role)->request.record(answer(std::move(request)));
    return *this;
}

Scene& Scene::fails_work(const std::string& name, Role role, Reason reason) {
    master(name).role(role)->request.record(failure<LeaderRequest>(name, reason));
    return *this;
}

DruidProperties Scene::properties() {
    return {.zookeeper = "zk1:2181,zk2:2181,zk3:2181",
            .base_path = "/druid",
            .connect_uri = "jdbc:postgresql://pg-vip:5432/druid",
            .storage_type = "postgresql",
            .tables_base = "druid",
            .discovery = "curator"};
}

Scene& Scene::tells(const std::string& name, DruidProperties properties) {
    master(name).properties.record(answer(std::move(properties)));
    return *this;
}

Scene& Scene::sees_servers(std::vector<std::string> historicals) {
    const ServersSeen seen{std::move(historicals)};
    for (auto& one : view_.druid->brokers) one.servers.record(answer(ServersSeen(seen)));
    for (auto& one : view_.druid->masters) {
        const auto* leads = one.role(Role::coordinator)->leads.current(now_.mono);
        if (leads && *leads) one.servers.record(answer(ServersSeen(seen)));
    }
    return *this;
}

Scene& Scene::answers_through_balancer(const std::string& name) {
    view_.druid->balancers.front().record_answerer(answer(AnsweredBy{node(name)}));
    return *this;
}

Scene& Scene::checks_router(const std::string& name) {
    router(name).healthy.record(answer(true));
    return *this;
}

Scene& Scene::fails_router(const std::string& name, Reason reason) {
    router(name).healthy.record(failure<bool>(name, reason));
    return *this;
}

Scene& Scene::fails_route(const std::string& name, Role role, Reason reason) {
    router(name).routed_leader[static_cast<std::size_t>(role)].record(failure<bool>(name, reason));
    return *this;
}

void Scene::druid_again() {
    for (auto& one : view_.druid->masters) {
        for (const auto role : both_roles) {
            if (const auto* newest = one.role(role)->leads.newest()) {
                view_.druid->record_claim(one, role, renewed(*newest));
            }
            renew(one.role(role)->request);
            renew(one.role(role)->leader);
        }
        renew(one.properties);
        renew(one.servers);
        if (const auto* newest = one.duties.newest()) one.record_duties(renewed(*newest));
    }
    for (auto& one : view_.druid->brokers) {
        renew(one.ready);
        renew(one.query);
        renew(one.servers);
    }
    for (auto& one : view_.druid->balancers) {
        if (const auto* newest = one.ready.newest()) one.record_passage(renewed(*newest));
    }
    for (auto& one : view_.druid->routers) {
        renew(one.healthy);
        for (auto& routed : one.routed_leader) renew(routed);
    }
}

}  // namespace druidwatch::test

#include "support/scene.hpp"

#include <map>

namespace druidwatch::test {

using namespace cluster;

namespace {

const std::map<std::string, int>& ports() {
    static const std::map<std::string, int> table{
        {"zk1", 2181}, {"zk2", 2181}, {"zk3", 2181}, {"pg1", 5432}, {"pg2", 5432}, {"pg-vip", 5432},
        {"m1", 8081},  {"m2", 8081},  {"b1", 8082},  {"b2", 8082},  {"lb", 8082},  {"r1", 8888}};
    return table;
}

config::DatabaseTarget database(const std::string& name) {
    return {.endpoint = {name, 5432}, .words = {{"dbname", "druid"}, {"user", "druidwatch"}}};
}

}  // namespace

int Scene::port_of(const std::string& name) { return ports().at(name); }

std::string Scene::url(const std::string& name) { return "http://" + node(name); }

std::string Scene::node(const std::string& name) {
    return name + ":" + std::to_string(port_of(name));
}

config::Cluster small_cluster() {
    config::Cluster cluster{.name = "production"};
    cluster.zookeeper = {.ensemble = {{"zk1", 2181}, {"zk2", 2181}, {"zk3", 2181}}};
    cluster.metadata_store = {.nodes = {database("pg1"), database("pg2")},
                              .endpoint = database("pg-vip")};
    cluster.druid = {.coordinators = {Scene::url("m1"), Scene::url("m2")},
                     .brokers = {Scene::url("b1"), Scene::url("b2")},
                     .routers = {Scene::url("r1")},
                     .load_balancers = {Scene::url("lb")}};
    return cluster;
}

Scene::Scene()
    : start_{Monotonic{std::chrono::hours{1}},
             WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}}},
      now_(start_),
      view_(empty_view(small_cluster(), {}, start_)) {}

Scene& Scene::at(milliseconds since_start) {
    now_ = start_ + since_start;
    return *this;
}

Scene& Scene::took(milliseconds so_long) {
    took_ = so_long;
    return *this;
}

Scene& Scene::all_is_well() {
    for (const auto* zk : {"zk1", "zk2", "zk3"}) {
        grants_session(zk).says_imok(zk);
        says_membership(zk, membership_of(zk[2] - '0', 3));
    }
    says_config(membership_of(Membership::nobody, 3));
    says_state("zk1", leader_state(2));
    says_state("zk2", state_of(ServerMode::follower))
        .says_state("zk3", state_of(ServerMode::follower));
    for (const auto* zk : {"zk1", "zk2", "zk3"}) says_zxid(zk, 0x100000001);
    announces({"m1", "m2", "b1", "b2", "r1"});
    for (const auto role : both_roles) shows_latch(role, {"m1", "m2"});
    is_primary("pg1").is_standby("pg2").endpoint_leads_to("pg1");
    leads_both("m1").denies_both("m2");
    for (const auto role : both_roles) {
        names_leader("m1", "m1", role).names_leader("m2", "m1", role);
    }
    works("m1").redirects("m2", "m1");
    for (const auto* name : {"m1", "m2"}) tells(name, properties());
    sees_servers({"h1:8083", "h2:8083"});
    broker_serves("b1").broker_serves("b2").passes_balancer();
    for (int i = 0; i < 10; ++i) answers_through_balancer("b1").answers_through_balancer("b2");
    view_.druid->balancers.front().addresses = 2;
    checks_router("r1")
        .routes_to_leader("r1", Role::coordinator, true)
        .routes_to_leader("r1", Role::overlord, true);
    return *this;
}

Scene& Scene::again() {
    for (auto& zk : view_.zookeeper->members) {
        renew(zk.new_session);
        renew(zk.ruok);
        renew(zk.state);
    }
    pings_again();
    for (auto& latch : view_.zookeeper->latches) renew(latch.track);
    renew(view_.zookeeper->announcements);
    for (std::size_t i = 0; i < view_.metadata->nodes.size(); ++i) {
        if (const auto* newest = view_.metadata->nodes[i].state.newest()) {
            view_.metadata->record(i, {now_ + -1ms, now_, Means::poll, newest->answer});
        }
    }
    renew(view_.metadata->endpoint->hosts.front().state);
    druid_again();
    return *this;
}

Scene& Scene::says_database(const std::string& name, DatabaseState state) {
    auto& nodes = view_.metadata->nodes;
    const auto found = std::ranges::find(nodes, node(name), &DatabaseNode::node);
    view_.metadata->record(static_cast<std::size_t>(found - nodes.begin()),
                           answer(std::move(state)));
    return *this;
}

Scene& Scene::is_primary(const std::string& name, LogPosition position, int timeline) {
    return says_database(name, {.writable = true,
                                .lineage = "7",
                                .identity = "7/" + name,
                                .timeline = timeline,
                                .current = position,
                                .clients = {{.name = "standby", .state = "streaming"}}});
}

Scene& Scene::is_standby(const std::string& name, LogPosition replayed, const std::string& receiver,
                         int timeline) {
    DatabaseState state{.standby = true,
                        .lineage = "7",
                        .identity = "7/" + name,
                        .timeline = timeline,
                        .replayed = replayed,
                        .druid_sessions = 0};
    state.channels.push_back({.receives = receiver == "streaming",
                              .status = receiver.empty() ? "not receiving" : receiver,
                              .timeline = timeline});
    return says_database(name, std::move(state));
}

Scene& Scene::fails_database(const std::string& name, Reason reason) {
    auto& nodes = view_.metadata->nodes;
    const auto found = std::ranges::find(nodes, node(name), &DatabaseNode::node);
    view_.metadata->record(static_cast<std::size_t>(found - nodes.begin()),
                           failure<DatabaseState>(name, reason));
    return *this;
}

Scene& Scene::endpoint_leads_to(const std::string& name) {
    const auto& nodes = view_.metadata->nodes;
    const auto found = std::ranges::find(nodes, node(name), &DatabaseNode::node);
    view_.metadata->endpoint->hosts.front().state.record(
        answer(DatabaseState(*found->state.last_answer()->answer)));
    return *this;
}

Scene& Scene::fails_endpoint(Reason reason) {
    view_.metadata->endpoint->hosts.front().state.record(failure<DatabaseState>("pg-vip", reason));
    return *this;
}

}  // namespace druidwatch::test

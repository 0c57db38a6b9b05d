#include <catch2/catch.hpp>

#include "cluster/carry_over.hpp"
#include "cluster/druid_nodes.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;
using test::Scene;

namespace {

struct Reloaded {
    explicit Reloaded(config::Cluster described, config::Global global = {})
        : is(std::move(described)), view(empty_view(is, global, scene.at(1h).instant())) {
        scene.at(0s).all_is_well();
        before = scene.view();
        carry_over({before, was}, {view, is}, global);
    }

    const Master* master(const std::string& name) const {
        const auto found = std::ranges::find(view.druid->masters, Scene::node(name), &Master::node);
        return found == view.druid->masters.end() ? nullptr : &*found;
    }

    Scene scene;
    config::Cluster was = test::small_cluster();
    config::Cluster is;
    ClusterView view;
    ClusterView before;
};

Process found(const std::string& node) {
    return {.node = node, .url = "http://" + node, .configured = false};
}

}  // namespace

TEST_CASE("of nodes that stay everything is known, in every tier") {
    const Reloaded reloaded(test::small_cluster());
    const auto now = reloaded.scene.now();
    for (const auto& member : reloaded.view.zookeeper->members) {
        CHECK(member.new_session.current(now));
        CHECK(member.state.current(now));
        CHECK(member.log);
    }
    CHECK(reloaded.view.zookeeper->latch_of(Role::overlord).track.current(now));
    CHECK(reloaded.view.metadata->primary(now)->node == "pg1:5432");
    CHECK(reloaded.view.metadata->endpoint->hosts.front().state.current(now));
    CHECK(reloaded.view.druid->claimants(Role::coordinator, now).size() == 1);
    CHECK(reloaded.view.druid->history_of(Role::coordinator).leader == "m1:8081");
    CHECK(reloaded.view.druid->brokers.front().ready.current(now));
    CHECK(!reloaded.view.druid->balancers.front().passages.empty());
    CHECK(reloaded.view.druid->routers.front().healthy.current(now));
    CHECK(reloaded.view.started == reloaded.before.started);
}

TEST_CASE("a node that was added has not been asked, and one that was removed is gone") {
    auto described = test::small_cluster();
    described.zookeeper->ensemble = {{"zk1", 2181}, {"zk4", 2181}};
    described.druid->coordinators = {Scene::url("m2"), "http://m3:8081"};
    const Reloaded reloaded(described);
    const auto& members = reloaded.view.zookeeper->members;
    REQUIRE(members.size() == 2);
    CHECK(members[0].ruok.newest());
    CHECK(!members[1].ruok.newest());
    CHECK(!reloaded.master("m1"));
    CHECK(reloaded.master("m2")->role(Role::overlord)->leads.newest());
    CHECK(reloaded.view.druid->masters.size() == 2);
    for (const auto& claim : reloaded.view.druid->history_of(Role::coordinator).claims) {
        CHECK(claim.node == "m2:8081");
    }
}

TEST_CASE("how long an answer is evidence goes by the new pace") {
    config::Global global;
    global.poll.master = {1min, 1min};
    const Reloaded reloaded(test::small_cluster(), global);
    CHECK(
        reloaded.master("m1")->role(Role::coordinator)->leads.current(reloaded.scene.now() + 2min));
}

TEST_CASE("a process that was found stays while it is found by the same means") {
    for (const bool same : {true, false}) {
        auto described = test::small_cluster();
        described.druid->discovery = same ? config::Discovery::zookeeper : config::Discovery::fixed;
        described.name = "production";
        Scene scene;
        scene.all_is_well();
        auto before = scene.view();
        const config::Global global;
        const NodeMaker make(global);
        make.add_broker(*before.druid, found("b9:8082")).ready.record(scene.answer(true));
        make.add_role(*before.druid, found("m9:8081"), Role::overlord);
        auto view = empty_view(described, {}, scene.instant());
        carry_over({before, test::small_cluster()}, {view, described}, {});
        const auto broker =
            std::ranges::find(view.druid->brokers, std::string("b9:8082"), &Broker::node);
        CHECK((broker != view.druid->brokers.end()) == same);
        if (same) CHECK(broker->ready.newest());
        CHECK(view.druid->masters.size() == (same ? 3 : 2));
    }
}

TEST_CASE(
    "latches of another tree are not carried over, nor the state of another kind of database") {
    auto described = test::small_cluster();
    described.zookeeper->base_path = "/other";
    described.metadata_store->kind = config::DatabaseKind::mysql;
    const Reloaded reloaded(described);
    CHECK(!reloaded.view.zookeeper->latch_of(Role::coordinator).track.newest());
    CHECK(reloaded.view.zookeeper->announced_once.empty());
    CHECK(reloaded.view.zookeeper->members[0].ruok.newest());
    CHECK(!reloaded.view.metadata->nodes[0].state.newest());
}

TEST_CASE("limits are those of the new description") {
    auto described = test::small_cluster();
    described.metadata_store->max_lag_time = 5s;
    const Reloaded reloaded(described);
    CHECK(reloaded.view.metadata->max_lag_time == 5s);
    CHECK(reloaded.view.metadata->nodes[1].state.newest());
}

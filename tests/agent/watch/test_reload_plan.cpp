#include <catch2/catch.hpp>

#include "watch/reload_plan.hpp"

using namespace druidwatch;
using namespace druidwatch::watch;

namespace {

config::Cluster cluster(std::string name, std::string host = "zk1") {
    return {.name = std::move(name), .zookeeper = config::ZooKeeper{.ensemble = {{host, 2181}}}};
}

Settings of(std::vector<config::Cluster> clusters) {
    return {{.clusters = std::move(clusters)}, {}};
}

}  // namespace

TEST_CASE("a cluster that is described as before goes on, wherever it stands in the file") {
    const auto plan =
        plan_reload(of({cluster("a"), cluster("b")}), of({cluster("b"), cluster("a")}));
    CHECK(plan == ReloadPlan{.kept = {"b", "a"}});
    CHECK(to_string(plan) == "no cluster changed");
}

TEST_CASE("what came, went and changed is told apart by name") {
    const auto plan = plan_reload(of({cluster("a"), cluster("b"), cluster("c")}),
                                  of({cluster("b", "zk9"), cluster("c"), cluster("d")}));
    CHECK(plan == ReloadPlan{.kept = {"c"}, .changed = {"b"}, .added = {"d"}, .removed = {"a"}});
    CHECK(to_string(plan) == "clusters: 1 changed, 1 added, 1 removed");
}

TEST_CASE("another pace or deadline changes every cluster") {
    auto next = of({cluster("a"), cluster("b")});
    next.config.global.poll_timeout = 3s;
    CHECK(plan_reload(of({cluster("a"), cluster("b")}), next) == ReloadPlan{.changed = {"a", "b"}});
}

TEST_CASE("another password in the same file changes the cluster that is asked with it") {
    auto with_password = cluster("a");
    with_password.druid = config::Druid{.basic_auth = config::Credentials{"monitor", "/secret"}};
    auto running = of({with_password, cluster("b")});
    running.secrets = {{"/secret", "old"}, {"/other", "x"}};
    auto next = running;
    next.secrets["/other"] = "y";
    CHECK(plan_reload(running, next) == ReloadPlan{.kept = {"a", "b"}});
    next.secrets["/secret"] = "new";
    CHECK(plan_reload(running, next) == ReloadPlan{.kept = {"b"}, .changed = {"a"}});
}

TEST_CASE("who is told of alerts concerns no cluster") {
    auto next = of({cluster("a")});
    next.config.alerting.alertmanagers = {"http://am1:9093"};
    next.config.alerting.overrides = {{.alert = "DruidHaNoLeader", .hold = 1s}};
    CHECK(plan_reload(of({cluster("a")}), next) == ReloadPlan{.kept = {"a"}});
}

TEST_CASE("where the history is kept waits for the next start, and the running one is shown") {
    auto running = of({cluster("a")});
    running.config.storage = config::Storage{"/old", 24h};
    auto next = running;
    CHECK(waits_for_a_start(running.config, next.config).empty());
    next.config.storage->path = "/new";
    next.config.storage->retention = 48h;
    CHECK(waits_for_a_start(running.config, next.config) ==
          std::vector<std::string>{"storage.path: takes effect at the next start",
                                   "storage.retention: takes effect at the next start"});
    next.config.storage.reset();
    CHECK(waits_for_a_start(running.config, next.config) ==
          std::vector<std::string>{"storage: takes effect at the next start"});
    CHECK(as_followed(running.config, next).config.storage == running.config.storage);
}

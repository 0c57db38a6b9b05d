#include <catch2/catch.hpp>

#include "cluster/discovery.hpp"

using namespace druidwatch;
using namespace druidwatch::cluster;

namespace {

const config::Global defaults;
const NodeMaker make(defaults);
constexpr Monotonic start{std::chrono::hours{1}};

Announcement announced(std::string role, std::string host, int plaintext, int tls = -1) {
    return {.role = std::move(role),
            .host = std::move(host),
            .plaintext_port = plaintext,
            .tls_port = tls};
}

/// A view that is kept in step with what is announced, as the conductor keeps it.
struct Watched {
    DruidView view;
    SameHost same_host = [](const auto& a, const auto& b) { return a == b; };
    bool tls = false;

    NodeChanges hear(std::vector<Announcement> all, Monotonic now = start) {
        return take(Announcements{std::move(all), "zk1:2181"}, now);
    }
    NodeChanges hear_a_part(std::vector<Announcement> some) {
        return take(Announcements{.processes = std::move(some), .whole = false}, start);
    }
    NodeChanges take(const Announcements& heard, Monotonic now) {
        learn_names(view, heard, same_host, now);
        auto changes = find_changes(view, heard, tls, now);
        apply(changes, view, make);
        return changes;
    }
};

std::vector<std::string> names(const auto& nodes) {
    std::vector<std::string> all;
    for (const auto& node : nodes) all.push_back(node.node);
    return all;
}

using Names = std::vector<std::string>;

Observation<bool> yes(Monotonic now) {
    const Instant instant{now, WallTime{}};
    return {instant, instant, Means::poll, true};
}

}  // namespace

TEST_CASE("who is announced is watched: combined masters once, Historicals not at all") {
    Watched watched;
    watched.hear({announced("COORDINATOR", "m1", 8081), announced("OVERLORD", "m1", 8081),
                  announced("BROKER", "b1", 8082), announced("ROUTER", "r1", 8888),
                  announced("HISTORICAL", "h1", 8083)});
    CHECK(names(watched.view.masters) == Names{"m1:8081"});
    CHECK(watched.view.masters.front().role(Role::coordinator));
    CHECK(watched.view.masters.front().role(Role::overlord));
    CHECK(!watched.view.masters.front().configured);
    CHECK(names(watched.view.brokers) == Names{"b1:8082"});
    CHECK(names(watched.view.routers) == Names{"r1:8888"});
    CHECK(watched.view.brokers.front().url == "http://b1:8082");
}

TEST_CASE("a node with both ports is one node, labelled and asked as Druid and the file say") {
    Watched watched;
    watched.hear({announced("BROKER", "b1", 8082, 8282)});
    CHECK(names(watched.view.brokers) == Names{"b1:8282"});
    CHECK(watched.view.brokers.front().url == "http://b1:8082");
    CHECK(watched.view.brokers.front().is_called("b1:8082"));

    Watched over_tls{.tls = true};
    over_tls.hear({announced("BROKER", "b1", 8082, 8282), announced("BROKER", "b2", -1, 8282)});
    CHECK(over_tls.view.brokers.front().url == "https://b1:8282");
    CHECK(over_tls.view.brokers.back().url == "https://b2:8282");
    CHECK(
        over_tls.hear({announced("BROKER", "b1", 8082, 8282), announced("BROKER", "b2", -1, 8282)})
            .empty());
}

TEST_CASE("a configured node that is announced is the same, by port, by TLS port and by address") {
    Watched watched;
    const config::Druid druid{.coordinators = {"http://m1:8081"},
                              .brokers = {"https://b1:8282", "http://b2:8082"}};
    watched.view = configured_druid(druid, defaults);
    watched.same_host = [](const auto& a, const auto& b) {
        return a == b || (a == "b2" && b == "10.0.0.2");
    };
    const auto changes = watched.hear(
        {announced("COORDINATOR", "m1", 8081), announced("OVERLORD", "m1", 8081),
         announced("BROKER", "b1", 8082, 8282), announced("BROKER", "10.0.0.2", 8082)});
    CHECK(changes.empty());
    CHECK(watched.view.brokers.back().is_called("10.0.0.2:8082"));
}

TEST_CASE("a configured node that is not announced stays in view") {
    Watched watched;
    watched.view = configured_druid({.brokers = {"http://b1:8082"}}, defaults);
    watched.hear({announced("BROKER", "b2", 8082)});
    watched.hear({announced("BROKER", "b2", 8082)}, start + 1h);
    CHECK(names(watched.view.brokers) == Names{"b1:8082", "b2:8082"});
}

TEST_CASE("a master has the roles that it announces, and keeps what is known of those that stay") {
    Watched watched;
    watched.view = configured_druid({.coordinators = {"http://c1:8081"}}, defaults);
    auto& master = watched.view.masters.front();
    watched.view.record_claim(master, Role::coordinator, yes(start));
    const auto changes =
        watched.hear({announced("COORDINATOR", "c1", 8081), announced("OVERLORD", "o1", 8090)});
    CHECK(changes.concern("c1:8081"));
    CHECK(!master.role(Role::overlord));
    REQUIRE(master.role(Role::coordinator));
    CHECK(master.role(Role::coordinator)->leads.newest());
    CHECK(names(watched.view.masters) == Names{"c1:8081", "o1:8090"});
    CHECK(!watched.view.masters.back().role(Role::coordinator));
}

TEST_CASE("who is told of a part only takes no role and no node for gone") {
    Watched watched;
    watched.hear({announced("COORDINATOR", "m1", 8081), announced("OVERLORD", "m1", 8081),
                  announced("COORDINATOR", "m2", 8081)});
    const auto changes = watched.hear_a_part({announced("COORDINATOR", "m1", 8081)});
    CHECK(changes.empty());
    CHECK(watched.view.masters.front().role(Role::overlord));
    CHECK(!watched.view.masters.back().vanished);

    watched.hear_a_part({announced("OVERLORD", "m2", 8081)});
    CHECK(watched.view.masters.back().role(Role::coordinator));
    CHECK(watched.view.masters.back().role(Role::overlord));
}

TEST_CASE("an announced node that went is forgotten after a while, unless it answers") {
    Watched watched;
    watched.hear({announced("BROKER", "b1", 8082), announced("BROKER", "b2", 8082)});
    watched.hear({}, start + 1s);
    const auto at = start + 1s + forgotten_after;
    watched.hear({}, at - 1ms);
    CHECK(watched.view.brokers.size() == 2);
    watched.view.brokers.back().ready.record(yes(at));
    const auto changes = watched.hear({}, at);
    CHECK(changes.concern("b1:8082"));
    CHECK(names(watched.view.brokers) == Names{"b2:8082"});
}

TEST_CASE("a node that comes back before it is forgotten never was away") {
    Watched watched;
    watched.hear({announced("BROKER", "b1", 8082)});
    watched.hear({}, start + 1s);
    CHECK(watched.view.brokers.front().vanished);
    watched.hear({announced("BROKER", "b1", 8082)}, start + 2s);
    CHECK(!watched.view.brokers.front().vanished);
    CHECK(watched.view.brokers.size() == 1);
}

TEST_CASE("what turns out to be a configured node under another name is not watched twice") {
    Watched watched;
    watched.view = configured_druid({.brokers = {"http://b1:8082"}}, defaults);
    watched.hear({announced("BROKER", "10.0.0.1", 8082)});
    CHECK(watched.view.brokers.size() == 2);
    watched.same_host = [](const auto& a, const auto& b) { return a == "b1" && b == "10.0.0.1"; };
    watched.hear({announced("BROKER", "10.0.0.1", 8082)}, start + 30s);
    CHECK(names(watched.view.brokers) == Names{"b1:8082"});
}

TEST_CASE("an announcement without a port is nobody's") {
    Watched watched;
    CHECK(watched.hear({announced("BROKER", "b1", -1)}).empty());
}

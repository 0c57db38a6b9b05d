#include <catch2/catch.hpp>

#include "cluster/memberships.hpp"
#include "support/scene.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using namespace druidwatch::cluster;

namespace {

/// As `conf` of one member lists them: itself perhaps by another name.
Membership told(int server_id, std::vector<std::string> addresses,
                std::optional<std::uint64_t> version = {}) {
    Membership membership{.server_id = server_id, .version = version};
    int id = 0;
    for (auto& address : addresses) {
        ++id;
        if (!address.empty()) membership.servers.push_back({.id = id, .address = address});
    }
    return membership;
}

std::vector<Belonging> belonging(const Scene& scene) {
    return compare_memberships(*scene.view().zookeeper, scene.now()).of;
}

Scene three_members() {
    Scene scene;
    scene.at(0s).all_is_well();
    return scene;
}

}  // namespace

TEST_CASE("a member that knows itself as 0.0.0.0 is of the same ensemble") {
    CHECK(same_ensemble(told(1, {"0.0.0.0:2888:3888", "zk2:2888:3888"}),
                        told(2, {"zk1:2888:3888", "0.0.0.0:2888:3888"})));
}

TEST_CASE("the same ids on other ports or hosts are another ensemble") {
    const auto one = told(1, {"zk1:2888:3888", "zk2:2888:3888", "zk3:2888:3888"});
    CHECK(!same_ensemble(one, told(2, {"zk1:2889:3889", "zk2:2889:3889", "zk3:2889:3889"})));
    CHECK(!same_ensemble(one, told(2, {"zk1:2888:3888", "zk2:2888:3888", "other:2888:3888"})));
}

TEST_CASE("one server more is another ensemble, unless it was reconfigured") {
    const auto three = told(1, {"a:1:2", "b:1:2", "c:1:2"}, 0x100);
    CHECK(!same_ensemble(three, told(2, {"a:1:2", "b:1:2", "c:1:2", "d:1:2"}, 0x100)));
    CHECK(same_ensemble(three, told(2, {"a:1:2", "b:1:2", "c:1:2", "d:1:2"}, 0x200)));
}

TEST_CASE("an observer more or less is the same ensemble") {
    auto with_observer = told(1, {"a:1:2", "b:1:2", "c:1:2"});
    with_observer.servers.back().participant = false;
    CHECK(same_ensemble(with_observer, told(2, {"a:1:2", "b:1:2"})));
}

TEST_CASE("members that tell the same ensemble are its members") {
    CHECK(belonging(three_members()) == std::vector(3, Belonging::member));
}

TEST_CASE("a member that the newest membership does not list was removed") {
    auto scene = three_members();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.says_membership(member, told(member[2] - '0', {"", "b:1:2", "c:1:2"}, 0x103));
    }
    CHECK(belonging(scene)[0] == Belonging::removed);
    CHECK(belonging(scene)[1] == Belonging::member);
}

TEST_CASE("the config node tells of a reconfiguration before the members' conf is asked again") {
    auto scene = three_members();
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.says_membership(member, told(member[2] - '0', {"a:1:2", "b:1:2", "c:1:2"}, 0x100));
    }
    CHECK(belonging(scene) == std::vector(3, Belonging::member));
    scene.says_config(told(Membership::nobody, {"a:1:2", "b:1:2"}, 0x104));
    CHECK(belonging(scene)[2] == Belonging::removed);
}

TEST_CASE("a server that stands alone where others are configured is foreign") {
    auto scene = three_members();
    scene.says_state("zk2", state_of(ServerMode::standalone));
    CHECK(belonging(scene)[1] == Belonging::standalone);
}

TEST_CASE("a lone server is an ensemble of its own where it is all that is configured") {
    auto scene = three_members();
    scene.view().zookeeper->members.resize(1);
    scene.says_state("zk1", state_of(ServerMode::standalone));
    CHECK(belonging(scene)[0] != Belonging::standalone);
}

TEST_CASE("two members that answer with one id are duplicates; a successor of a dead one is not") {
    auto scene = three_members();
    scene.says_membership("zk2", membership_of(1, 3));
    CHECK(belonging(scene) ==
          std::vector{Belonging::duplicate, Belonging::duplicate, Belonging::member});
    scene.fails_session("zk1", Reason::refused).fails_state("zk1", Reason::refused);
    CHECK(belonging(scene)[1] == Belonging::member);
}

TEST_CASE("of two ensembles the one with fewer of the configured members is foreign") {
    auto scene = three_members();
    scene.says_membership("zk3", told(3, {"x:1:2", "y:1:2", "z:1:2"}));
    CHECK(belonging(scene) ==
          std::vector{Belonging::member, Belonging::member, Belonging::elsewhere});
}

TEST_CASE("of two ensembles that share the members evenly both are foreign") {
    auto scene = three_members();
    scene.view().zookeeper->members.pop_back();
    scene.says_membership("zk2", told(3, {"x:1:2", "y:1:2", "z:1:2"}));
    const auto memberships = compare_memberships(*scene.view().zookeeper, scene.now());
    CHECK(memberships.of == std::vector(2, Belonging::elsewhere));
    CHECK(!memberships.of_the_ensemble);
}

TEST_CASE("what does not tell its ensemble belongs nowhere that is known") {
    Scene scene;
    scene.at(0s).grants_session("zk1");
    CHECK(belonging(scene) == std::vector(3, Belonging::untold));
}

TEST_CASE("the config node has the weights that an AdminServer leaves out") {
    auto scene = three_members();
    auto weighted = membership_of(Membership::nobody, 3);
    weighted.servers.back().weight = 3;
    scene.says_config(weighted);
    const auto memberships = compare_memberships(*scene.view().zookeeper, scene.now());
    CHECK(memberships.of_the_ensemble->servers.back().weight == 3);
    CHECK(memberships.of == std::vector(3, Belonging::member));
}

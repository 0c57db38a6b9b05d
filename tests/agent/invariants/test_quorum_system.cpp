#include <catch2/catch.hpp>

#include "invariants/quorum_system.hpp"

using namespace druidwatch;
using druidwatch::invariants::QuorumSystem;

namespace {

cluster::Membership weighted(std::vector<cluster::Voter> servers) {
    cluster::Membership membership;
    membership.servers = std::move(servers);
    return membership;
}

}  // namespace

TEST_CASE("three voters survive one loss") {
    const auto three = QuorumSystem::majority_of({1, 2, 3});
    CHECK(three.headroom({1, 2, 3}) == 1);
    CHECK(three.headroom({1, 2}) == 0);
    CHECK(three.headroom({1}) == -1);
    CHECK(three.headroom({}) == -2);
}

TEST_CASE("four voters survive no more losses than three") {
    CHECK(QuorumSystem::majority_of({1, 2, 3, 4}).headroom({1, 2, 3, 4}) == 1);
    CHECK(QuorumSystem::majority_of({1, 2, 3, 4, 5}).headroom({1, 2, 3, 4, 5}) == 2);
}

TEST_CASE("a heavy voter is a quorum by itself, and its loss ends it") {
    const QuorumSystem system(weighted({{.id = 1}, {.id = 2}, {.id = 3, .weight = 3}}));
    CHECK(system.has_quorum({3}));
    CHECK(!system.has_quorum({1, 2}));
    CHECK(system.headroom({1, 2, 3}) == 0);
}

TEST_CASE("of groups a majority must have a majority of its weight") {
    std::vector<cluster::Voter> servers;
    for (int id = 1; id <= 9; ++id)
        servers.push_back({.id = id, .weight = 1, .group = (id - 1) / 3 + 1});
    const QuorumSystem system(weighted(servers));
    CHECK(system.has_quorum({1, 2, 4, 5}));
    CHECK(!system.has_quorum({1, 2, 3, 4, 7}));
    CHECK(system.headroom({1, 2, 3, 4, 5, 6, 7, 8, 9}) == 3);
}

TEST_CASE("an observer is no voter") {
    const QuorumSystem system(weighted({{.id = 1}, {.id = 2}, {.id = 3, .participant = false}}));
    CHECK(system.voters() == invariants::ServerIds{1, 2});
    CHECK(!system.has_quorum({1, 3}));
}

#include <set>

#include "invariants/catalog.hpp"
#include "judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using invariants::State;

TEST_CASE("every row has a name of its own, a summary, a phrase and causes that exist") {
    std::set<invariants::InvariantId> ids;
    for (const auto& row : invariants::catalog()) {
        CAPTURE(row.id.tier, row.id.name);
        CHECK(ids.insert(row.id).second);
        CHECK(row.summary.ends_with('.'));
        CHECK(!row.phrase.empty());
        for (const auto& cause : row.because_of) CHECK(invariants::find(cause));
    }
}

TEST_CASE("a healthy cluster violates nothing and leaves nothing unknown") {
    Scene scene;
    scene.at(1s).all_is_well();
    scene.at(2s).again();
    for (const auto& row : invariants::catalog()) {
        for (const auto& verdict : row.evaluate(scene.view(), scene.now())) {
            CAPTURE(row.id.tier, row.id.name, verdict.node, verdict.text);
            CHECK(verdict.state == State::holds);
        }
    }
}

TEST_CASE("before anything was asked nothing is violated") {
    const Scene scene;
    for (const auto& row : invariants::catalog()) {
        for (const auto& verdict : row.evaluate(scene.view(), scene.now())) {
            CAPTURE(row.id.tier, row.id.name, verdict.node, verdict.text);
            CHECK(verdict.state != State::violated);
        }
    }
}

TEST_CASE("what was true an hour ago is unknown, not violated") {
    Scene scene;
    scene.at(1s).all_is_well();
    scene.at(std::chrono::hours{1});
    for (const auto& row : invariants::catalog()) {
        for (const auto& verdict : row.evaluate(scene.view(), scene.now())) {
            CAPTURE(row.id.tier, row.id.name, verdict.node, verdict.text);
            CHECK(verdict.state != State::violated);
        }
    }
}

TEST_CASE("of what a cluster does not have, nothing is said") {
    Scene scene;
    scene.at(1s).all_is_well();
    scene.view().druid->brokers.clear();
    scene.view().druid->masters.clear();
    scene.view().metadata->endpoint.reset();
    scene.view().zookeeper.reset();
    for (const auto& row : invariants::catalog()) {
        CAPTURE(row.id.tier, row.id.name);
        const bool absent = row.id.tier == "broker" || row.id.tier == "master" ||
                            row.id.tier == "coordinator" || row.id.tier == "overlord" ||
                            row.id.tier == "zookeeper" || row.id.name == "EndpointNotPrimary";
        if (absent) CHECK(row.evaluate(scene.view(), scene.now()).empty());
    }
}

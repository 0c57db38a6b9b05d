#include "agent/invariants/judged.hpp"

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::NewSession;
using invariants::State;

namespace {

/// Every question of every ZooKeeper member ends in silence, and nothing else is watched.
Scene silent_ensemble() {
    Scene scene;
    scene.view().metadata.reset();
    scene.view().druid.reset();
    for (const char* name : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(name, Reason::timed_out);
        scene.fails_ruok(name, Reason::timed_out);
        scene.fails_state(name, Reason::timed_out);
    }
    return scene;
}

}  // namespace

TEST_CASE("an ensemble of which one member goes on answering pings is not out of reach") {
    auto scene = silent_ensemble();
    CHECK(state(scene, "cluster", "Unreachable") == State::violated);
    scene.says_zxid("zk1", 5);
    CHECK(state(scene, "cluster", "Unreachable") == State::holds);
    scene.at(11s);
    for (const char* name : {"zk1", "zk2", "zk3"}) scene.fails_session(name, Reason::timed_out);
    CHECK(state(scene, "cluster", "Unreachable") == State::violated);
}

TEST_CASE("a member that answers nobody who does not authenticate can't be watched whole") {
    Scene scene;
    scene.all_is_well();
    CHECK(state(scene, "agent", "TargetUnknown", "zk2") == State::holds);
    auto& member = scene.view().zookeeper->members[1];
    auto session = *member.new_session.newest();
    session.answer = NewSession{.wants_authentication = true};
    member.new_session.record(session);
    const auto verdict = judged(scene, "agent", "TargetUnknown", "zk2");
    CHECK(verdict.state == State::violated);
    CHECK(verdict.text.contains("set `digest`"));
    CHECK(state(scene, "zookeeper", "QuorumLost") == State::holds);
}

#include "replay.hpp"

// What real ensembles said while they were broken on purpose, replayed through the view with the
// clock of the capture. Nobody tried new sessions then, so of the quorum these words prove nothing:
// whatever depends on that proof must be unknown, however loudly a leader calls itself one.

using namespace druidwatch;
using namespace druidwatch::test;
using cluster::ServerState;
using invariants::State;

namespace {

milliseconds milliseconds_in(const std::string& text) {
    return std::chrono::round<milliseconds>(std::chrono::duration<double>(std::stod(text)));
}

/// A new session that failed after `took`.
void tries_session(Scene& scene, const std::string& member, Reason reason, milliseconds took) {
    for (auto& asked : scene.view().zookeeper->members) {
        if (asked.node != Scene::node(member)) continue;
        asked.new_session.record({.asked = scene.instant() + -took,
                                  .answered = scene.instant(),
                                  .answer = std::unexpected(Failure{reason, {}, {}, {}})});
    }
}

constexpr std::string_view kill_leader = "A-kill-leader";
constexpr std::string_view lose_quorum = "B-lose-quorum-kill-follower-of-remaining-two";
constexpr std::string_view cold_rejoin = "C-cold-rejoin";
constexpr std::string_view freeze_followers = "D-sigstop-both-followers";
constexpr std::string_view freeze_leader = "E-sigstop-leader-then-cont-two-leaders";
constexpr std::string_view partition_leader =
    "F-partition-leader-from-peers-monitor-still-reaches-all";
constexpr std::string_view partition_all = "G-all-peer-links-down-1-1-1";
constexpr std::string_view rolling_restart = "H-rolling-restart-sigterm";
constexpr std::string_view read_only = "R-readonlymode-two-killed";
constexpr std::string_view all[] = {kill_leader,      lose_quorum,     cold_rejoin,
                                    freeze_followers, freeze_leader,   partition_leader,
                                    partition_all,    rolling_restart, read_only};

}  // namespace

TEST_CASE("a killed leader is down at once, and the election after it is nobody's fault") {
    const Replay replay{std::string(kill_leader)};
    CHECK(replay.course("MemberDown zk3") == "holds, 2.0 s violated");
    CHECK(replay.course("MultipleLeaders") == "holds");
    CHECK(replay.ever_violated() == Names{"MemberDown zk3"});
}

TEST_CASE("where two of three are killed both are down, and the survivor's words prove nothing") {
    const Replay replay{std::string(lose_quorum)};
    CHECK(replay.course("MemberDown zk3") == "violated");
    CHECK(replay.course("MemberDown zk1") == "holds, 2.0 s violated");
    CHECK(replay.course("MemberDown zk2") == "holds");
    CHECK(replay.course("QuorumLost") == "unknown");
    CHECK(replay.course("QuorumAtRisk") == "unknown");
    CHECK(replay.course("MemberNotServing zk2") == "unknown");  // the quorum's fault, not its own
    CHECK(replay.ever_violated() == Names{"MemberDown zk1", "MemberDown zk3"});
}

TEST_CASE("a member is up from its first imok, before it serves") {
    const Replay replay{std::string(cold_rejoin)};
    CHECK(replay.course("MemberDown zk1") == "violated, 2.0 s holds");  // serves from 2.3 s
    CHECK(replay.course("MemberDown zk3") == "violated, 6.0 s holds");
    CHECK(replay.ever_violated() == Names{"MemberDown zk1", "MemberDown zk3"});
}

TEST_CASE("frozen followers are not down by their silence alone") {
    // Frozen from 1.8 s; the leader counts both as synced until 11.5 s. That the quorum is lost
    // only a new session would have told.
    const Replay replay{std::string(freeze_followers)};
    for (const auto* follower : {"MemberDown zk1", "MemberDown zk3"}) {
        CHECK(replay.course(follower) == "holds, 10.0 s unknown, 27.0 s holds");
    }
    CHECK(replay.course("QuorumLost") == "unknown");
    CHECK(replay.ever_violated().empty());
}

TEST_CASE("a frozen leader that wakes up beside its successor is no second leader") {
    const Replay replay{std::string(freeze_leader)};
    CHECK(replay.course("MemberDown zk2") == "holds, 10.0 s unknown, 27.0 s holds");
    CHECK(replay.most_leaders() == 1);
    CHECK(replay.ever_violated().empty());
}

TEST_CASE("a leader that is cut off overlaps its successor, but not with a majority behind it") {
    const Replay replay{std::string(partition_leader)};
    CHECK(replay.most_leaders() == 2);
    CHECK(replay.course("MultipleLeaders") == "holds");
    CHECK(replay.ever_violated().empty());
}

TEST_CASE("the last word of a leader that was cut off does not outlast the hold of two leaders") {
    // Asked every ten seconds, as in health, it may have been asked just before it lost count.
    bool ever = false;
    for (auto phase = 0ms; phase < 10s; phase += Replay::step) {
        const Replay replay(std::string(partition_leader), "n3", phase);
        CHECK(replay.fired().empty());
        ever |= replay.ever_violated() == Names{"MultipleLeaders"};
    }
    CHECK(ever);
}

TEST_CASE("three members that are cut off from each other all run: none is down") {
    const Replay replay{std::string(partition_all)};
    for (const auto* member : {"MemberDown zk1", "MemberDown zk2", "MemberDown zk3"}) {
        CHECK(replay.course(member) == "holds");
    }
    CHECK(replay.course("QuorumLost") == "unknown");
    CHECK(replay.ever_violated().empty());
}

TEST_CASE("a rolling restart keeps no member down for as long as its hold") {
    const Replay replay{std::string(rolling_restart)};
    // Stopped at 0.6, 10.6 and 20.7 s; a reset on the way down is not yet a refusal.
    CHECK(replay.course("MemberDown zk1") == "holds, 1.0 s unknown, 1.5 s violated, 5.5 s holds");
    CHECK(replay.course("MemberDown zk2") == "holds, 11.5 s violated, 15.5 s holds");
    CHECK(replay.course("MemberDown zk3") == "holds, 21.5 s violated, 25.0 s holds");
    CHECK(replay.most_leaders() == 1);
    CHECK(replay.fired().empty());
}

TEST_CASE("a survivor in read-only mode leads nobody and is not foreign") {
    const Replay replay{std::string(read_only)};
    CHECK(replay.course("MemberForeign zk2") == "holds");
    CHECK(replay.course("QuorumLost") == "unknown");
    CHECK(replay.ever_violated() == Names{"MemberDown zk1", "MemberDown zk3"});
}

TEST_CASE("every timeline that was captured is replayed") {
    Names captured;
    for (const auto& file : std::filesystem::directory_iterator(captures)) {
        const auto name = file.path().filename().string();
        if (name.starts_with("timeline.")) captured.insert(name);
    }
    Names replayed;
    for (const auto name : all) replayed.insert(fmt::format("timeline.{}.txt", name));
    CHECK(captured == replayed);
}

TEST_CASE("a frozen majority is a lost quorum by the first new session, ten seconds before mntr") {
    // Each second since both followers were frozen: how a new session at the leader went, and what
    // the leader said of itself. Whoever is frozen grants none either.
    const auto text = text_of("session-handshake-as-quorum-probe.txt");
    const std::regex line(
        R"(t=\+ *(\S+)s session: (\w+).* \((\S+)s\) \| mntr state=(\w+) synced=(\w+))");
    Scene scene;
    const auto frozen_at = scene.at(0s).all_is_well().now();
    int rounds_with_a_leader = 0;
    std::optional<Monotonic> fires;
    for (std::sregex_iterator found(text.begin(), text.end(), line), end; found != end; ++found) {
        const auto& part = *found;
        CAPTURE(part.str());
        const auto reason = part[2] == "TimeoutError" ? Reason::timed_out : Reason::closed;
        const bool leads = part[4] == "leader";
        scene.at(milliseconds_in(part[1]));
        tries_session(scene, "zk1", reason, milliseconds_in(part[3]));
        scene.says_imok("zk1").says_state("zk1",
                                          leads ? leader_state(std::stoi(part[5])) : ServerState{});
        for (const auto* frozen : {"zk2", "zk3"}) {
            tries_session(scene, frozen, Reason::timed_out, 1s);
            scene.fails_ruok(frozen, Reason::timed_out).fails_state(frozen, Reason::timed_out);
        }
        const auto verdict = judged(scene, "zookeeper", "QuorumLost");
        REQUIRE(verdict.state == State::violated);
        if (!fires) fires = verdict.since.value().mono + verdict.hold.value();
        if (leads && std::stoi(part[5]) == 2) ++rounds_with_a_leader;
    }
    REQUIRE(fires);
    CHECK(*fires <= frozen_at + 3s);
    CHECK(rounds_with_a_leader == 9);  // that long mntr shows a leader in good health

    scene.at(40s).grants_session("zk1");
    CHECK(state(scene, "zookeeper", "QuorumLost") == State::holds);
}

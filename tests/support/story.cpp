#include "support/story.hpp"

#include <map>

#include "alerting/judge.hpp"
#include "watch/sentence.hpp"

namespace druidwatch::test {
namespace {

using cluster::Role;

void nothing_new(Scene& scene, seconds at) {
    if (at == 0s) {
        scene.all_is_well();
    } else {
        scene.again();
    }
    auto& router = scene.view().druid->routers.front();
    router.healthy.record(
        {.asked = scene.instant() + -1ms, .answered = scene.instant(), .answer = true});
}

void two_overlords(Scene& scene, seconds at) {
    nothing_new(scene, at);
    if (at < story_breaks) return;
    scene.leads("m1", Role::overlord);
    scene.at(at + 200ms).leads("m2", Role::overlord);
    scene.at(at + 400ms).leads("m1", Role::overlord);
}

void quorum_goes(Scene& scene, seconds at) {
    nothing_new(scene, at);
    if (at < story_breaks) return;
    for (const auto* member : {"zk2", "zk3"}) {
        scene.fails_session(member, Reason::refused)
            .fails_ruok(member, Reason::refused)
            .fails_state(member, Reason::refused);
    }
    scene.fails_session("zk1", Reason::closed)
        .says_state("zk1", state_of(cluster::ServerMode::not_serving))
        .hides_latches()
        .denies_both("m1")
        .denies_both("m2");
}

template <class T>
void fall_silent(cluster::Track<T>& track, const Scene& scene) {
    const Failure silence{Reason::timed_out, "question", "", "timed_out"};
    track.record({.asked = scene.instant(),
                  .answered = scene.instant(),
                  .answer = std::unexpected(silence)});
}

void all_silent(Scene& scene, seconds at) {
    if (at < story_breaks) return nothing_new(scene, at);
    for (const auto* member : {"zk1", "zk2", "zk3"}) {
        scene.fails_session(member, Reason::timed_out)
            .fails_ruok(member, Reason::timed_out)
            .fails_state(member, Reason::timed_out);
    }
    scene.hides_latches();
    for (const auto* node : {"pg1", "pg2"}) scene.fails_database(node, Reason::timed_out);
    scene.fails_endpoint(Reason::timed_out);
    for (const auto* master : {"m1", "m2"}) scene.fails_master(master, Reason::timed_out);
    fall_silent(scene.view().druid->routers.front().healthy, scene);
    for (const auto* broker : {"b1", "b2"}) {
        scene.fails_broker(broker, Reason::timed_out).fails_query(broker, Reason::timed_out);
    }
    scene.fails_balancer(Reason::timed_out);
    // The scene has no words for these two to fail.
    for (auto& member : scene.view().zookeeper->members) fall_silent(member.membership, scene);
    for (auto& master : scene.view().druid->masters) {
        for (const auto role : cluster::both_roles) fall_silent(master.role(role)->leader, scene);
    }
}

/// A member that is not allowed to tell of its ensemble.
void conf_is_refused(Scene& scene, seconds at) {
    nothing_new(scene, at);
    scene.view().zookeeper->members.back().membership.record(
        {.asked = scene.instant(),
         .answered = scene.instant(),
         .answer =
             std::unexpected(Failure{Reason::not_allowed, "conf", "zk3:2181",
                                     "not whitelisted: add conf to 4lw.commands.whitelist"})});
}

watch::ClusterSnapshot judged(const cluster::ClusterView& view,
                              const std::vector<alerting::Alert>& alerts, Instant now) {
    watch::ClusterSnapshot snapshot{.view = view,
                                    .judged = alerting::judge(view, now.mono),
                                    .headroom = invariants::headroom(view, now.mono)};
    snapshot.sentence =
        watch::sentence(view.name, alerts, snapshot.judged.rows(), snapshot.headroom, now.wall);
    snapshot.complete = view.zookeeper->members.front().new_session.newest() != nullptr;
    return snapshot;
}

}  // namespace

Story& Story::until(seconds at) {
    while (told_ < at) {
        ++told_;
        plot_(scene_.at(told_), told_);
        const auto verdicts = alerting::judge(scene_.view(), scene_.now());
        lifecycle_.step(alerting::judgements(scene_.view().name, verdicts, {}), scene_.instant());
    }
    return *this;
}

Story& Story::beside_a_healthy_one(const std::string& name) {
    healthy_.push_back(name);
    return *this;
}

watch::Snapshot Story::snapshot() const {
    watch::Snapshot snapshot{.taken = scene_.instant(),
                             .started = Scene{}.instant(),
                             .agent = "watch1:19105",
                             .version = "0.1.0",
                             .external_url = "http://watch1:19105"};
    snapshot.alerts = lifecycle_.alerts();
    snapshot.maintenance = maintenance_;
    snapshot.clusters.push_back(judged(scene_.view(), snapshot.alerts, snapshot.taken));
    for (const auto& name : healthy_) {
        Scene well;
        well.at(std::chrono::duration_cast<milliseconds>(scene_.now() - well.now())).all_is_well();
        well.view().name = name;
        snapshot.clusters.push_back(judged(well.view(), {}, well.instant()));
    }
    snapshot.counters = {.probes = 12'345, .failures = {{"refused", 7}}, .missed_rounds = 1};
    auto& duration = snapshot.counters.probe_duration[{"production/zookeeper", "new_session"}];
    duration.bounds = {0.01, 0.1, 1};
    duration.observe(0.02);
    duration.observe(0.3);
    snapshot.counters.leader_changes[{"production", "overlord"}] = 2;
    auto& failover = snapshot.counters.failover_duration[{"production", "overlord"}];
    failover.bounds = {1, 10, 60};
    failover.observe(6.7);
    snapshot.deliveries = {
        {.alertmanager = "http://druidwatch:s3cret@am1:9093", .sent = 4, .failed = 1}};
    return snapshot;
}

Story& Story::in_maintenance(std::map<std::string, std::string> match) {
    maintenance_.push_back({.match = std::move(match)});
    return *this;
}

Story story(std::string_view name) {
    static const std::map<std::string_view, Story::Plot> stories{
        {"healthy", nothing_new},
        {"two-leaders", two_overlords},
        {"quorum-lost", quorum_goes},
        {"unreachable", all_silent},
        {"starting", [](Scene&, seconds) {}},
        {"refused", conf_is_refused},
        {"maintenance", nothing_new},
    };
    Story story(stories.at(name));
    if (name == "maintenance") story.in_maintenance({{"tier", "broker"}});
    return story;
}

}  // namespace druidwatch::test

#include "watch/conductor.hpp"

#include "alerting/agent_judgements.hpp"
#include "alerting/maintenance.hpp"
#include "cluster/peer_words.hpp"
#include "watch/conductor_watched.hpp"

namespace druidwatch::watch {
namespace {

const std::vector<double> probe_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                       0.05,   0.1,   0.25,   0.5,   1,    2.5};

// How long posted work and coroutines that were told to end may still name a cluster.
constexpr milliseconds retired_stays = 10s;

std::vector<DeliveryStatus> deliveries_of(const alerting::AlertmanagerClient* client) {
    std::vector<DeliveryStatus> all;
    if (!client) return all;
    for (const auto& one : client->status()) {
        all.push_back({one.url, one.sent, one.failed, one.waiting, one.last_error});
    }
    return all;
}

}  // namespace

Conductor::Conductor(net::Loop& loop, net::HttpClient& http, SettingsPtr settings,
                     Identity identity, SnapshotBoard& board, Listeners listeners)
    : loop_(loop),
      http_(http),
      slow_http_(loop),
      settings_(std::move(settings)),
      identity_(std::move(identity)),
      board_(board),
      listeners_(listeners),
      started_(loop.now()),
      wakeup_(loop.wheel()),
      peers_(loop, http, [this](const auto& peer, const auto& report, Instant asked) {
          hear(peer, report, asked);
      }) {
    for (const auto& cluster : settings_->config.clusters) add(cluster);
}

Conductor::~Conductor() = default;

void Conductor::add(const config::Cluster& cluster, Watched* before) {
    // Answers come only after `start`, when this is where it stays.
    auto& watched = clusters_.emplace_back();
    watched.cluster.emplace(
        cluster,
        WatchedCluster::Shared{
            loop_, http_, slow_http_, settings_,
            [this, name = cluster.name](const auto& report) { count(report, name); },
            [this, &watched](auto tier, bool first) { changed(watched, tier, first); }},
        loop_.now(), before ? &*before->cluster : nullptr);
}

void Conductor::start() {
    for (auto& watched : clusters_) watched.cluster->start();
    follow_peers();
    publish(true);
    keeping_time_ = loop_.start(keep_time());
}

void Conductor::changed(Watched& watched, std::string_view tier, bool first) {
    if (!first) watched.watch().note_change(tier, loop_.now().mono);
    judge_soon(watched);
}

/// Answers that arrive in one turn of the loop are judged together.
void Conductor::judge_soon(Watched& watched) {
    if (watched.due) return;
    watched.due = true;
    loop_.post([this, &watched] {
        judge(watched);
        tell();
        wakeup_.poke();
        publish(true);
    });
}

void Conductor::judge(Watched& watched) {
    watched.due = false;
    if (watched.retired_at) return;
    watched.cluster->look_for_nodes();
    ++counters_.evaluations;
    watched.watch().evaluate(loop_.now());
    watched.watch().count_failovers(counters_);
    watched.judge_at = watched.watch().next_deadline(loop_.now().mono);
    watched.cluster->hurry();
}

void Conductor::count(const probes::ProbeReport& report, const std::string& cluster) {
    ++counters_.probes;
    last_answer_ = loop_.now().mono;
    if (report.failure) ++counters_.failures[std::string(name_of(*report.failure))];
    const std::pair key{cluster + "/" + std::string(report.tier), std::string(report.question)};
    auto& histogram =
        counters_.probe_duration.try_emplace(key, Histogram{.bounds = probe_bounds}).first->second;
    histogram.observe(std::chrono::duration<double>(report.duration).count());
}

std::vector<alerting::Alert> Conductor::all_alerts() const {
    std::vector<alerting::Alert> all = own_alerts_.alerts();
    all.insert(all.end(), parted_.begin(), parted_.end());
    for (const auto& watched : clusters_) {
        for (auto& alert : watched.watch().alerts()) all.push_back(std::move(alert));
    }
    for (auto& alert : all) alert.in_maintenance = alerting::in_maintenance(open_windows_, alert);
    alerting::worst_first(all);
    return all;
}

void Conductor::publish(bool changed) {
    auto snapshot =
        std::make_shared<Snapshot>(Snapshot{.taken = loop_.now(),
                                            .started = started_,
                                            .agent = identity_.agent,
                                            .version = identity_.version,
                                            .external_url = identity_.external_url,
                                            .alerts = all_alerts(),
                                            .maintenance = open_windows_,
                                            .counters = counters_,
                                            .deliveries = deliveries_of(listeners_.alertmanagers),
                                            .config_status = config_status_,
                                            .peers = peers_.status(),
                                            .config = {settings_, &settings_->config}});
    snapshot->clusters.reserve(clusters_.size());
    for (const auto& watched : clusters_) {
        snapshot->clusters.push_back(watched.watch().snapshot(snapshot->taken));
        snapshot->counters.missed_rounds += watched.cluster->missed_rounds();
    }
    if (listeners_.archive) {
        listeners_.archive->record(chronicle_.news(*snapshot));
        snapshot->history = listeners_.archive->status();
    }
    board_.publish(std::move(snapshot), changed);
}

bool Conductor::alive() const {
    return last_answer_ && loop_.now().mono - *last_answer_ < lifeless_after;
}

void Conductor::tell() {
    const auto alerts = all_alerts();
    if (listeners_.alertmanagers) listeners_.alertmanagers->update(alerts);
    peers_.set_hurried(std::ranges::any_of(alerts, [](const alerting::Alert& alert) {
        return alert.state == alerting::AlertState::pending && alert.key.tier != "agent";
    }));
    remember();
}

/// An agent that is told of by the same file as its peers may find itself among them.
void Conductor::hear(const std::string& peer, const PeerReport& report, Instant asked) {
    if (report.agent == identity_.agent) return;
    for (auto& watched : clusters_) {
        const auto its = report.clusters.find(watched.cluster->name());
        const auto& reach = its == report.clusters.end() ? cluster::PeerReach{} : its->second;
        if (hear_peer(watched.watch().view(), peer, reach, asked)) judge_soon(watched);
    }
}

void Conductor::restore(std::vector<alerting::RememberedAlert> remembered) {
    const auto now = loop_.now();
    const auto of = [&](std::string_view cluster) {
        std::vector<alerting::RememberedAlert> chosen;
        std::ranges::copy_if(remembered, std::back_inserter(chosen),
                             [&](const auto& one) { return one.alert.key.cluster == cluster; });
        return chosen;
    };
    std::vector<alerting::Alert> told;
    for (const auto& one : remembered) told.push_back(one.alert);
    chronicle_ = Chronicle(told);
    own_alerts_.restore(of({}), now);
    for (auto& watched : clusters_) watched.watch().restore(of(watched.cluster->name()), now);
}

void Conductor::remember() {
    if (!listeners_.remember) return;
    const auto now = loop_.now();
    auto all = own_alerts_.remember(now);
    for (const auto& watched : clusters_) {
        for (auto& one : watched.watch().lifecycle().remember(now)) all.push_back(std::move(one));
    }
    if (!alerting::worth_remembering(all, remembered_)) return;
    remembered_ = all;
    listeners_.remember(std::move(all));
}

/// True when other windows are open than before.
bool Conductor::note_maintenance(WallTime now) {
    auto open = alerting::open_windows(settings_->config.alerting.maintenance, now);
    if (open == open_windows_) return false;
    open_windows_ = std::move(open);
    return true;
}

std::vector<alerting::Judgement> Conductor::own_judgements() const {
    std::vector<alerting::Judgement> own;
    if (alive()) own.push_back(alerting::watchdog(identity_.agent));
    own.push_back(alerting::configuration_stale(identity_.agent, config_status_.errors,
                                                config_status_.failed_at));
    for (const auto& peer : peers_.status()) {
        if (peer.answers)
            own.push_back(alerting::peer_silent(peer.peer, peer.error, peer.failed_at));
    }
    alerting::apply_overrides(own, settings_->config.alerting.overrides);
    return own;
}

bool Conductor::judge_what_is_due() {
    const auto now = loop_.now();
    const bool other_windows = note_maintenance(now.wall);
    bool judged = own_alerts_.step(own_judgements(), now) || other_windows;
    for (auto& watched : clusters_) {
        watched.cluster->look_for_nodes();
        if (!watched.judge_at || *watched.judge_at > now.mono) continue;
        judge(watched);
        judged = true;
    }
    if (judged) tell();
    return judged;
}

net::Task<void> Conductor::keep_time() {
    auto renew_at = loop_.now().mono + renewal;
    for (;;) {
        auto next = renew_at;
        for (const auto& watched : clusters_) {
            if (watched.judge_at) next = std::min(next, *watched.judge_at);
        }
        co_await wakeup_.wait_until(next);
        const bool judged = judge_what_is_due();
        const auto now = loop_.now().mono;
        if (!judged && now < renew_at) continue;
        std::erase_if(retired_, [now](const Watched& watched) {
            return now - *watched.retired_at > retired_stays;
        });
        std::erase_if(parted_, [this](const alerting::Alert& alert) {
            return loop_.now().wall - alert.resolved_at > alerting::Lifecycle::resolved_stays;
        });
        publish(judged);
        if (listeners_.heartbeat && alive()) listeners_.heartbeat->round_completed();
        renew_at = now + renewal;
    }
}

}  // namespace druidwatch::watch

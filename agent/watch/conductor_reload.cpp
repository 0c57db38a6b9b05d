#include <algorithm>

#include "watch/conductor.hpp"
#include "watch/conductor_watched.hpp"
#include "watch/identity.hpp"

// How a conductor follows other settings while it runs.

namespace druidwatch::watch {

void Conductor::reload(SettingsPtr next, alerting::Heartbeat* heartbeat) {
    const auto plan = plan_reload(*settings_, *next);
    settings_ = std::move(next);
    listeners_.heartbeat = heartbeat;
    config_status_ = {.reloaded = loop_.now().wall};
    own_alerts_.follow(settings_->config.alerting.flap_damping);
    follow_peers();
    replace_clusters(plan);
    forget_counters(plan.removed);
    note_maintenance(loop_.now().wall);
    own_alerts_.step(own_judgements(), loop_.now());
    for (auto& watched : clusters_) judge(watched);
    tell();
    wakeup_.poke();
    publish(true);
}

void Conductor::reload_failed(std::vector<std::string> why) {
    config_status_.errors = std::move(why);
    config_status_.failed_at = loop_.now().wall;
    own_alerts_.step(own_judgements(), loop_.now());
    tell();
    publish(true);
}

void Conductor::follow_peers() {
    const auto& alerting = settings_->config.alerting;
    peers_.follow(alerting.peers, identity_of(alerting.peers_client, settings_->secrets));
}

void Conductor::replace_clusters(const ReloadPlan& plan) {
    std::list<Watched> before;
    before.swap(clusters_);
    for (const auto& cluster : settings_->config.clusters) {
        const auto old = std::ranges::find_if(
            before, [&](const Watched& one) { return one.cluster->name() == cluster.name; });
        if (std::ranges::find(plan.kept, cluster.name) != plan.kept.end()) {
            // Spliced, not moved: its probes hold on to where it is.
            clusters_.splice(clusters_.end(), before, old);
            old->watch().follow(settings_->config.alerting);
            continue;
        }
        std::erase_if(parted_, [&](const alerting::Alert& alert) {
            return alert.key.cluster == cluster.name;
        });
        add(cluster, old == before.end() ? nullptr : &*old);
        clusters_.back().cluster->start();
    }
    retire(std::move(before));
}

void Conductor::retire(std::list<Watched> clusters) {
    for (auto& watched : clusters) {
        watched.cluster->stop();
        watched.retired_at = loop_.now().mono;
        part_with(watched.watch().alerts());  // of one that another took over there are none left
    }
    retired_.splice(retired_.end(), clusters);
}

/// What fired is told as ended, on the page and in the history as well.
void Conductor::part_with(const std::vector<alerting::Alert>& alerts) {
    for (auto alert : alerts) {
        if (alert.state == alerting::AlertState::pending) continue;
        if (alert.state == alerting::AlertState::firing) alert.resolved_at = loop_.now().wall;
        alert.state = alerting::AlertState::resolved;
        alert.violated_now = false;
        parted_.push_back(std::move(alert));
    }
}

/// What is told of a cluster that is gone would be frozen, not known.
void Conductor::forget_counters(const std::vector<std::string>& clusters) {
    for (const auto& name : clusters) {
        const auto is_its = [&](const auto& item) { return item.first.first == name; };
        std::erase_if(counters_.leader_changes, is_its);
        std::erase_if(counters_.failover_duration, is_its);
        std::erase_if(counters_.probe_duration, [&](const auto& item) {
            const auto& cluster_and_tier = item.first.first;
            return cluster_and_tier.substr(0, cluster_and_tier.rfind('/')) == name;
        });
    }
}

}  // namespace druidwatch::watch

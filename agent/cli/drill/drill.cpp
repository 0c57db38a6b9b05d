#include "cli/drill/drill.hpp"

#include <algorithm>
#include <utility>

namespace druidwatch::cli {
namespace {

constexpr std::string_view watchdog = "DruidHaWatchdog";  // it fires as long as all is well

/// Events are told by the history; an alert of them would be one more line for the same.
bool is_a_fault(const ToldAlert& alert) {
    return alert.severity == "critical" || alert.severity == "warning";
}

/// "production has two Overlords": a sentence that only grows older is the same.
std::string without_age(const std::string& sentence) {
    return sentence.substr(0, sentence.rfind(", for "));
}

bool is_a_change(const ToldEvent& event) {
    return event.kind == "leader_change" || event.kind == "overlap";
}

std::string identity_of(const ToldEvent& event) {
    return identity_of(ToldAlert{
        .name = event.alert, .cluster = event.cluster, .tier = event.tier, .node = event.node});
}

}  // namespace

Drill::Drill(const AgentView& first) : last_change_(first.taken) {
    report_.began = report_.ended = first.taken;
    for (const auto& alert : first.alerts) {
        if (!alert.is_open() || alert.name == watchdog) continue;
        before_.emplace(identity_of(alert), alert.since);
        if (is_a_fault(alert)) report_.before.push_back(identity_of(alert));
    }
    for (const auto& cluster : first.clusters) {
        const DrillVerdict verdict{first.taken, cluster.name, cluster.stands,
                                   without_age(cluster.sentence)};
        verdict_before_.emplace(cluster.name, verdict);
        verdict_.emplace(cluster.name, verdict);
        report_.outages.push_back({.cluster = cluster.name});
    }
}

DrillAlert* Drill::opening_of(const std::string& identity) {
    const auto newest = std::ranges::find(report_.alerts.rbegin(), report_.alerts.rend(), identity,
                                          &DrillAlert::identity);
    return newest == report_.alerts.rend() || newest->over_at ? nullptr : &*newest;
}

void Drill::begin_at(WallTime at) {
    report_.first_sign = std::min(report_.first_sign.value_or(at), at);
}

void Drill::see(const AgentView& view) {
    const auto passed = view.taken - report_.ended;
    for (auto& outage : report_.outages) {
        const auto& stands = verdict_.at(outage.cluster).stands;
        if (!stands) outage.unclear += passed;
        if (stands == false) outage.down += passed;
    }
    report_.ended = view.taken;
    open_or_close(view);
    for (const auto& cluster : view.clusters) judge(cluster, view.taken);
}

void Drill::open_or_close(const AgentView& view) {
    std::map<std::string, const ToldAlert*> told;
    for (const auto& alert : view.alerts) {
        if (is_a_fault(alert) && alert.name != watchdog) told.emplace(identity_of(alert), &alert);
    }
    for (auto& known : report_.alerts) {
        if (known.over_at) continue;
        const auto found = told.find(known.identity);
        if (found != told.end() && found->second->is_open()) continue;
        known.over_at = view.taken;
        if (found != told.end()) known.over_at = found->second->resolved_at.value_or(view.taken);
        last_change_ = view.taken;
        news_.push_back("over: " + known.identity);
    }
    for (const auto& [identity, alert] : told) {
        const auto old = before_.find(identity);
        if (!alert->is_open() || (old != before_.end() && old->second == alert->since)) continue;
        auto* opening = opening_of(identity);
        if (!opening) {
            opening = &report_.alerts.emplace_back(DrillAlert{
                .identity = identity, .severity = alert->severity, .since = alert->since});
            begin_at(alert->since);
            last_change_ = view.taken;
            news_.push_back("begins: " + identity);
        }
        opening->description = alert->description;
        opening->cause = alert->cause;
        if (alert->is_firing() && !opening->fired_at) {
            opening->fired_at = view.taken;
            news_.push_back("fires: " + identity);
        }
    }
}

void Drill::judge(const ToldCluster& cluster, WallTime now) {
    const auto known = verdict_.find(cluster.name);
    if (known == verdict_.end()) return;
    const auto sentence = without_age(cluster.sentence);
    if (known->second.stands == cluster.stands && known->second.sentence == sentence) return;
    known->second = {now, cluster.name, cluster.stands, sentence};
    report_.verdicts.push_back(known->second);
    last_change_ = now;
    begin_at(now);
    news_.push_back(sentence);
}

void Drill::hear(const std::vector<ToldEvent>& events) {
    for (const auto& event : events) {
        if (event.at < report_.began) continue;
        if (event.kind == "alert_fired") {
            // To the millisecond, where a view tells only that it fires by now.
            for (auto& alert : report_.alerts) {
                const bool same = alert.identity == identity_of(event) && alert.fired_at &&
                                  event.at >= alert.since && event.at < *alert.fired_at;
                if (same) alert.fired_at = event.at;
            }
        }
        if (!is_a_change(event)) continue;
        if (std::ranges::find(report_.changes, event) != report_.changes.end()) continue;
        report_.changes.push_back(event);
        news_.push_back(event.cluster + " " + event.tier + ": " + event.text);
        begin_at(event.at);
        last_change_ = report_.ended;
    }
}

bool Drill::is_quiet() const {
    const bool closed = std::ranges::all_of(
        report_.alerts, [](const DrillAlert& alert) { return alert.over_at.has_value(); });
    // Headroom may well have changed for good: whether it stands must not have.
    const bool standing = std::ranges::all_of(verdict_, [&](const auto& named) {
        return named.second.stands == true ||
               named.second.stands == verdict_before_.at(named.first).stands;
    });
    return closed && standing;
}

bool Drill::over() const {
    return report_.first_sign && is_quiet() && report_.ended - last_change_ >= calm_for;
}

DrillReport Drill::report() const {
    auto report = report_;
    report.calm = is_quiet();
    std::ranges::sort(report.alerts, {}, &DrillAlert::since);
    std::ranges::sort(report.changes, {}, &ToldEvent::at);
    return report;
}

std::vector<std::string> Drill::take_news() { return std::exchange(news_, {}); }

}  // namespace druidwatch::cli

#include "alerting/lifecycle.hpp"

#include <algorithm>
#include <set>

namespace druidwatch::alerting {

using invariants::State;

bool Lifecycle::step(std::span<const Judgement> judgements, Instant now) {
    bool changed = false;
    std::set<AlertKey> judged;
    for (const auto& judgement : judgements) {
        judged.insert(judgement.key);
        changed = apply(judgement, now) || changed;
    }
    for (auto& [key, entry] : entries_) {
        if (judged.contains(key) || entry.alert.state == AlertState::resolved) continue;
        if (entry.unseen_until && now.mono < *entry.unseen_until) continue;
        changed = resolve(entry, now) || changed;
    }
    flapping_.forget_old(now.mono);
    std::erase_if(entries_, [&](const auto& item) {
        const auto& entry = item.second;
        return entry.forget_at && *entry.forget_at <= now.mono;
    });
    return changed;
}

bool Lifecycle::apply(const Judgement& judgement, Instant now) {
    auto found = entries_.find(judgement.key);
    const bool alive = found != entries_.end() && found->second.alert.state != AlertState::resolved;
    if (judgement.state == State::unknown) last_unknown_[judgement.key] = now.mono;
    if (!alive && judgement.state != State::violated) return false;
    if (!alive) found = entries_.insert_or_assign(judgement.key, begin(judgement, now)).first;
    auto& entry = found->second;
    if (entry.was_violated) entry.violated_for += now.mono - entry.last_step;
    entry.last_step = now.mono;
    entry.unseen_until.reset();
    entry.was_violated = judgement.state == State::violated;
    entry.alert.violated_now = entry.was_violated;
    if (judgement.state == State::violated) return violate(entry, judgement, now);
    if (judgement.state == State::holds) return settle(entry, now);
    return false;
}

Lifecycle::Entry Lifecycle::begin(const Judgement& judgement, Instant now) const {
    const auto since = judgement.since.value_or(now);
    const auto unknown = last_unknown_.find(judgement.key);
    const auto counted_from =
        unknown == last_unknown_.end() ? since.mono : std::max(since.mono, unknown->second);
    auto past_cause = cause_in_the_past(judgement);
    const bool cause_fired = !past_cause.empty();
    return {.alert = {.key = judgement.key,
                      .violated_since = since.wall,
                      .probable_cause = std::move(past_cause)},
            .violated_for = now.mono - counted_from,
            .last_step = now.mono,
            .cause_fired = cause_fired};
}

/// What is told only when it is over, as a slow failover is, had its cause while it lasted.
std::string Lifecycle::cause_in_the_past(const Judgement& judgement) const {
    if (!judgement.since || !judgement.cause.empty()) return {};
    for (const auto& id : judgement.possible_causes) {
        for (const auto& [key, entry] : entries_) {
            const bool is_it =
                key.cluster == judgement.key.cluster && key.tier == id.tier && key.name == id.name;
            const bool lasted = entry.alert.state == AlertState::resolved &&
                                entry.alert.resolved_at >= judgement.since->wall;
            if (is_it && lasted) return key.tier + " " + key.name;
        }
    }
    return {};
}

bool Lifecycle::violate(Entry& entry, const Judgement& judgement, Instant now) {
    auto& alert = entry.alert;
    alert.severity = judgement.severity;
    alert.summary = judgement.summary;
    alert.description = judgement.text;
    alert.evidence = judgement.evidence;
    // A cause that fired and heals first is still why this broke; one that only passed by, as every
    // election of ZooKeeper does, is not.
    if (!judgement.cause.empty() || !entry.cause_fired) alert.probable_cause = judgement.cause;
    entry.cause_fired = entry.cause_fired || fires(alert.key.cluster, judgement.cause);
    entry.hold = judgement.hold;
    entry.evidence_until = judgement.since.value_or(now).mono + judgement.looks_back;
    const bool fires_now = alert.state != AlertState::firing && entry.violated_for >= entry.hold;
    if (fires_now) {
        alert.state = AlertState::firing;
        flapping_.fired(alert.key, now);
    }
    entry.keep_until =
        now.mono + std::max(judgement.keep_firing, flapping_.calm(alert.key, now.mono));
    if (const auto told = flapping_.told(alert.key, now.mono); !told.empty()) {
        alert.description += ' ' + told;
    }
    return fires_now;
}

bool Lifecycle::fires(std::string_view cluster, std::string_view cause) const {
    return !cause.empty() && std::ranges::any_of(entries_, [&](const auto& item) {
        const auto& [key, entry] = item;
        return key.cluster == cluster && entry.alert.state == AlertState::firing &&
               key.tier + " " + key.name == cause;
    });
}

bool Lifecycle::settle(Entry& entry, Instant now) {
    if (entry.alert.state == AlertState::pending) {
        entry.forget_at = now.mono;
        return false;
    }
    if (entry.keep_until && now.mono < *entry.keep_until) return false;
    return resolve(entry, now);
}

bool Lifecycle::resolve(Entry& entry, Instant now) {
    if (entry.alert.state == AlertState::pending) {
        entry.forget_at = now.mono;
        return false;
    }
    entry.alert.state = AlertState::resolved;
    entry.alert.resolved_at = now.wall;
    entry.alert.violated_now = false;
    entry.was_violated = false;
    entry.forget_at = now.mono + resolved_stays;
    return true;
}

std::vector<Alert> Lifecycle::alerts() const {
    std::vector<Alert> all;
    for (const auto& [key, entry] : entries_) all.push_back(entry.alert);
    worst_first(all);
    return all;
}

std::optional<Monotonic> Lifecycle::next_deadline() const {
    std::optional<Monotonic> next;
    const auto consider = [&](Monotonic at) { next = next ? std::min(*next, at) : at; };
    for (const auto& [key, entry] : entries_) {
        const bool runs = entry.was_violated && entry.alert.state == AlertState::pending;
        if (runs) consider(entry.last_step + (entry.hold - entry.violated_for));
        const bool kept = entry.alert.state == AlertState::firing && !entry.was_violated;
        if (kept && entry.keep_until && *entry.keep_until > entry.last_step) {
            consider(*entry.keep_until);
        }
        if (entry.unseen_until) consider(*entry.unseen_until);
        if (entry.forget_at && *entry.forget_at > entry.last_step) consider(*entry.forget_at);
    }
    return next;
}

}  // namespace druidwatch::alerting

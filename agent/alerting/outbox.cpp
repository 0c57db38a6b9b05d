#include "alerting/outbox.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace druidwatch::alerting {
namespace {

/// Whether an Alertmanager must learn of `now` at once; a new description can wait a minute.
bool another_state(const Alert& before, const Alert& now) {
    return std::tie(before.state, before.violated_since, before.resolved_at) !=
           std::tie(now.state, now.violated_since, now.resolved_at);
}

milliseconds retry_after(int failures) {
    auto wait = Outbox::first_retry;
    for (int i = 1; i < failures && wait < Outbox::longest_retry; ++i) wait *= 2;
    return std::min(wait, Outbox::longest_retry);
}

}  // namespace

void Outbox::update(std::span<const Alert> alerts, Instant now) {
    std::set<Identity> present;
    for (const auto& alert : alerts) {
        if (alert.state == AlertState::pending || alert.in_maintenance) continue;
        const auto identity = *present.insert(labels_of(alert)).first;
        put(alert, entries_[identity], now.mono);
    }
    for (auto& [identity, entry] : entries_) {
        if (present.contains(identity) || entry.alert.state == AlertState::resolved) continue;
        auto resolved = entry.alert;
        resolved.state = AlertState::resolved;
        resolved.resolved_at = now.wall;
        put(resolved, entry, now.mono);
    }
    forget(now.mono);
}

void Outbox::put(const Alert& alert, Entry& entry, Monotonic now) {
    const bool changed = entry.version == 0 || another_state(entry.alert, alert);
    entry.alert = alert;
    if (!changed) return;
    entry.version = ++last_version_;
    entry.forget_at.reset();
    if (alert.state == AlertState::resolved) entry.forget_at = now + resolved_stays;
}

std::optional<std::vector<Alert>> Outbox::next(Instant now) {
    forget(now.mono);
    const auto first = next_due();
    if (!first || *first > now.mono) return {};

    using Item = std::map<Identity, Entry>::value_type;
    std::vector<Item*> chosen;
    for (auto& item : entries_) {
        if (goes(item.second, now.mono)) chosen.push_back(&item);
    }
    std::ranges::sort(chosen, {}, [](const Item* item) {
        const auto& [identity, entry] = *item;
        return std::tuple<bool, invariants::Severity, const Identity&>(
            entry.version == entry.tried, entry.alert.severity, identity);
    });
    if (chosen.size() > batch_limit) chosen.resize(batch_limit);

    std::vector<Alert> batch;
    for (auto* item : chosen) {
        auto& entry = item->second;
        entry.tried = entry.version;
        entry.sent_at = now.mono;
        on_its_way_.push_back({item->first, entry.version});
        batch.push_back(entry.alert);
    }
    return batch;
}

void Outbox::report(Delivery delivery, Instant now) {
    const bool failed = delivery == Delivery::failed;
    failures_ = failed ? failures_ + 1 : 0;
    if (failed) retry_at_ = now.mono + retry_after(failures_);
    for (const auto& [identity, version] : on_its_way_) {
        const auto entry = entries_.find(identity);
        if (entry != entries_.end()) entry->second.taken = failed ? 0 : version;
    }
    on_its_way_.clear();
}

/// A change that was not tried yet is due at once, also while what failed waits for its retry.
Monotonic Outbox::due(const Entry& entry) const {
    if (entry.version != entry.tried) return Monotonic::min();
    const auto apart = entry.taken == entry.version ? resend_every : least_apart;
    const auto again = entry.sent_at + apart;
    return failures_ > 0 ? std::max(again, retry_at_) : again;
}

bool Outbox::goes(const Entry& entry, Monotonic now) const {
    if (entry.version != entry.tried) return true;
    return due(entry) <= now + goes_along && entry.sent_at + least_apart <= now;
}

std::optional<Monotonic> Outbox::next_due() const {
    if (!on_its_way_.empty() || entries_.empty()) return {};
    auto first = Monotonic::max();
    for (const auto& [identity, entry] : entries_) first = std::min(first, due(entry));
    return first;
}

std::size_t Outbox::waiting() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        entries_, [](const auto& item) { return item.second.taken != item.second.version; }));
}

void Outbox::forget(Monotonic now) {
    std::erase_if(entries_, [now](const auto& item) {
        return item.second.forget_at && *item.second.forget_at <= now;
    });
}

}  // namespace druidwatch::alerting

#include "history/keeper.hpp"

#include <utility>

namespace druidwatch::history {

Keeper::Keeper(config::Storage storage, Run run, net::Log log)
    : storage_(std::move(storage)), run_(std::move(run)), log_(std::move(log)) {
    status_.since = run_.seen;
}

bool Keeper::open(WallTime now) {
    if (store_) {
        const auto there = store_->still_there();
        if (there) return true;
        fail(there.error(), now);
    }
    auto opened = Store::open(storage_.path, now, std::exchange(damaged_, false));
    if (!opened) return fail(opened.error(), now);
    store_.emplace(*std::move(opened));
    if (!store_->set_aside().empty()) {
        log_.warn("the history was corrupt: it is set aside, and a new one begun",
                  {{"file", store_->set_aside()}});
    }
    documents_unsaved_ = documents_.has_value();
    if (begun_) return true;
    const auto before = store_->cut_off();
    if (!before) return fail(before.error(), now);
    if (*before) {
        cut_off_ = Event{.at = (*before)->seen,
                         .what = AgentChange{.stopped = true,
                                             .cut_off = true,
                                             .agent = (*before)->agent,
                                             .version = (*before)->version}};
    }
    begun_ = true;
    return true;
}

std::optional<Documents> Keeper::recall(WallTime now) {
    if (!open(now)) return {};
    auto found = store_->documents();
    if (found) return *std::move(found);
    fail(found.error(), now);
    return {};
}

bool Keeper::write(const Backlog::Part& part, WallTime now) {
    auto run = run_;
    run.seen = now;
    return put(part, run, now);
}

bool Keeper::write_last(const Backlog::Part& part, WallTime now) { return put(part, {}, now); }

bool Keeper::put(const Backlog::Part& part, std::optional<Run> run, WallTime now) {
    if (part.documents) {
        documents_ = part.documents;
        documents_unsaved_ = true;
    }
    if (!open(now)) return false;
    std::vector<Event> events;
    if (cut_off_) events.push_back(*cut_off_);
    events.insert(events.end(), part.events.begin(), part.events.end());
    const Batch batch{.events = events,
                      .documents = documents_unsaved_ ? &*documents_ : nullptr,
                      .run = std::move(run)};
    auto done = store_->write(batch);
    if (!done && done.error().kind == Trouble::Kind::full) {
        // The oldest make room for the newest: twice as many, for what is deleted leaves gaps.
        done = store_->write(batch, 2 * events.size() + 64);
    }
    if (!done) return fail(done.error(), now);
    cut_off_.reset();
    documents_unsaved_ = false;
    status_.written += events.size();
    succeed(now);
    return true;
}

bool Keeper::tidy(WallTime now) {
    if (!write({}, now)) return false;
    const auto forgotten = store_->forget_before(now - storage_.retention, forgotten_at_once);
    if (!forgotten) return fail(forgotten.error(), now);
    return *forgotten == forgotten_at_once;
}

std::optional<Found> Keeper::find(const Query& query, WallTime now) {
    if (!open(now)) return {};
    auto found = store_->find(query);
    if (found) return *std::move(found);
    fail(found.error(), now);
    return {};
}

bool Keeper::fail(const Trouble& trouble, WallTime now) {
    damaged_ = trouble.kind == Trouble::Kind::corrupt;
    // A full disk leaves the connection as it was; after anything else a new one is surer.
    if (trouble.kind != Trouble::Kind::full) store_.reset();
    if (status_.ok) status_.since = now;
    if (status_.ok || status_.last_error != trouble.what) {
        log_.warn("no history is kept: what happens now is remembered and tried again",
                  {{"why", trouble.what}});
    }
    status_.ok = false;
    status_.last_error = trouble.what;
    told_ = true;
    return false;
}

void Keeper::succeed(WallTime now) {
    if (status_.ok && told_) return;
    log_.info(status_.ok ? "history is kept" : "history is kept again", {{"path", storage_.path}});
    if (!status_.ok) status_.since = now;
    status_.ok = true;
    status_.last_error.clear();
    told_ = true;
}

}  // namespace druidwatch::history

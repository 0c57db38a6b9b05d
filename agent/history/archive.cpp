#include "history/archive.hpp"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "history/keeper.hpp"
#include "history/ring.hpp"
#include "net/backoff.hpp"

namespace druidwatch::history {
namespace {

constexpr milliseconds tidy_every{30s};
constexpr milliseconds first_retry{1s};
constexpr milliseconds longest_retry{15s};
/// One call that takes longer is a disk that hangs.
constexpr milliseconds hanging_after{10s};
constexpr std::size_t questions_at_once = 16;

net::Backoff new_backoff() { return {first_retry, longest_retry}; }

}  // namespace

/// Owned by the archive and its thread together: one that hangs in a disk is left behind.
struct Archive::Shared {
    using Answer = std::optional<Found>;
    struct Question {
        Query query;
        std::promise<Answer> answer;
    };

    Shared(ArchiveSettings what, Clock time, net::Log journal)
        : settings(std::move(what)), clock(std::move(time)), log(std::move(journal)) {}

    const ArchiveSettings settings;
    const Clock clock;
    const net::Log log;

    std::mutex mutex;  // of all below
    std::condition_variable work_to_do;
    Ring ring;
    Backlog backlog;
    std::deque<Question> questions;
    HistoryStatus status;
    std::optional<Instant> busy_since;  ///< the thread is at the disk
    bool told_hanging = false;
    bool stopping = false;

    Event agent_changed(bool stopped) const {
        return {.at = clock().wall,
                .what = AgentChange{
                    .stopped = stopped, .agent = settings.agent, .version = settings.version}};
    }

    void record(std::vector<Event> events) {
        ring.add(events, clock().wall);
        if (settings.storage) backlog.add(std::move(events));
    }

    void run(std::promise<Documents> recalled);

  private:
    /// What blocks, without the lock.
    template <class Work>
    auto at_the_disk(std::unique_lock<std::mutex>& lock, Keeper& keeper, Work work);
    void write(std::unique_lock<std::mutex>& lock, Keeper& keeper);
    void answer(std::unique_lock<std::mutex>& lock, Keeper& keeper);
    void part(std::unique_lock<std::mutex>& lock, Keeper& keeper);

    net::Backoff backoff_ = new_backoff();
    Monotonic write_at_{};  ///< not before: the disk failed
    Monotonic tidy_at_{};
};

template <class Work>
auto Archive::Shared::at_the_disk(std::unique_lock<std::mutex>& lock, Keeper& keeper, Work work) {
    const auto now = clock();
    busy_since = now;
    lock.unlock();
    auto result = work(now.wall);
    lock.lock();
    busy_since.reset();
    told_hanging = false;
    status = keeper.status();
    return result;
}

void Archive::Shared::run(std::promise<Documents> recalled) {
    std::unique_lock lock(mutex);
    Keeper keeper(*settings.storage, {settings.agent, settings.version, clock().wall}, log);
    auto found = at_the_disk(lock, keeper, [&](WallTime now) { return keeper.recall(now); });
    recalled.set_value(std::move(found).value_or(Documents{}));
    while (!stopping) {
        const auto now = std::chrono::steady_clock::now();
        if (!backlog.empty() && now >= write_at_) {
            write(lock, keeper);
        } else if (!questions.empty()) {
            answer(lock, keeper);
        } else if (now >= std::max(tidy_at_, write_at_)) {
            const bool more =
                at_the_disk(lock, keeper, [&](WallTime at) { return keeper.tidy(at); });
            if (!more) tidy_at_ = now + tidy_every;
        } else {
            const auto next = backlog.empty() ? std::max(tidy_at_, write_at_) : write_at_;
            work_to_do.wait_until(lock, next);
        }
    }
    part(lock, keeper);
}

void Archive::Shared::write(std::unique_lock<std::mutex>& lock, Keeper& keeper) {
    auto part = backlog.take();
    if (at_the_disk(lock, keeper, [&](WallTime now) { return keeper.write(part, now); })) {
        backoff_ = new_backoff();
        return;
    }
    backlog.put_back(std::move(part));
    write_at_ = std::chrono::steady_clock::now() + backoff_.next_pause();
}

void Archive::Shared::answer(std::unique_lock<std::mutex>& lock, Keeper& keeper) {
    auto question = std::move(questions.front());
    questions.pop_front();
    question.answer.set_value(
        at_the_disk(lock, keeper, [&](WallTime now) { return keeper.find(question.query, now); }));
}

void Archive::Shared::part(std::unique_lock<std::mutex>& lock, Keeper& keeper) {
    while (true) {
        const auto last = backlog.take();
        const bool more = !backlog.empty();
        const bool done = at_the_disk(lock, keeper, [&](WallTime now) {
            return more ? keeper.write(last, now) : keeper.write_last(last, now);
        });
        if (!done || !more) break;
    }
    for (auto& question : questions) question.answer.set_value({});
    questions.clear();
}

Archive::Archive(ArchiveSettings settings, Clock clock, net::Log log)
    : shared_(std::make_shared<Shared>(std::move(settings), std::move(clock), std::move(log))) {
    shared_->status.since = shared_->clock().wall;
    shared_->record({shared_->agent_changed(false)});
    if (!shared_->settings.storage) return;
    std::promise<Documents> recalled;
    auto documents = recalled.get_future();
    std::promise<void> ended;
    ended_ = ended.get_future();
    thread_ = std::thread(
        [shared = shared_, at = std::move(recalled), ended = std::move(ended)]() mutable {
            shared->run(std::move(at));
            shared.reset();
            ended.set_value();
        });
    if (documents.wait_for(patience) == std::future_status::ready) remembered_ = documents.get();
}

Archive::~Archive() {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->record({shared_->agent_changed(true)});
        shared_->stopping = true;
        shared_->work_to_do.notify_all();
    }
    if (ended_.wait_for(patience) == std::future_status::ready) {
        thread_.join();
    } else {
        thread_.detach();
    }
}

const Documents& Archive::remembered() const { return remembered_; }

void Archive::record(std::vector<Event> events) {
    if (events.empty()) return;
    const std::lock_guard lock(shared_->mutex);
    shared_->record(std::move(events));
    shared_->work_to_do.notify_all();
}

void Archive::remember(Documents documents) {
    if (!shared_->settings.storage) return;
    const std::lock_guard lock(shared_->mutex);
    shared_->backlog.replace(std::move(documents));
    shared_->work_to_do.notify_all();
}

std::optional<HistoryStatus> Archive::status() const {
    if (!shared_->settings.storage) return {};
    const std::lock_guard lock(shared_->mutex);
    auto status = shared_->status;
    status.dropped = shared_->backlog.dropped();
    if (shared_->busy_since && shared_->clock().mono - shared_->busy_since->mono > hanging_after) {
        status.ok = false;
        status.since = shared_->busy_since->wall;
        status.last_error = shared_->settings.storage->path + ": the disk does not answer";
        if (!std::exchange(shared_->told_hanging, true)) {
            shared_->log.warn("no history is kept", {{"why", status.last_error}});
        }
    }
    return status;
}

Found Archive::find(const Query& query) const {
    std::future<Shared::Answer> answer;
    {
        const std::lock_guard lock(shared_->mutex);
        const bool asked = shared_->settings.storage && shared_->status.ok &&
                           shared_->questions.size() < questions_at_once;
        if (asked) {
            auto& question = shared_->questions.emplace_back(query);
            answer = question.answer.get_future();
            shared_->work_to_do.notify_all();
        }
    }
    if (answer.valid() && answer.wait_for(patience) == std::future_status::ready) {
        if (auto found = answer.get()) return *std::move(found);
    }
    const std::lock_guard lock(shared_->mutex);
    return shared_->ring.find(query);
}

}  // namespace druidwatch::history

#include "net/background.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace druidwatch::net {

struct Background::Shared {
    struct Job {
        Ending ending;
        std::move_only_function<void()> work;
    };

    std::mutex mutex;
    std::condition_variable finished;
    std::deque<Job> waiting;
    int threads = 0;
    int must_finish = 0;

    void perform(Job job) {
        job.work();
        job.work = nullptr;
        if (job.ending != Ending::must_finish) return;
        const std::lock_guard lock(mutex);
        --must_finish;
        finished.notify_all();
    }

    std::optional<Job> next() {
        const std::lock_guard lock(mutex);
        if (waiting.empty()) {
            --threads;
            return {};
        }
        auto job = std::move(waiting.front());
        waiting.pop_front();
        return job;
    }
};

Background::Background() : shared_(std::make_shared<Shared>()) {}

Background::~Background() {
    std::unique_lock lock(shared_->mutex);
    std::erase_if(shared_->waiting,
                  [](const Shared::Job& job) { return job.ending == Ending::may_be_abandoned; });
    shared_->finished.wait(lock, [this] { return shared_->must_finish == 0; });
}

void Background::run(Ending ending, std::move_only_function<void()> work) {
    Shared::Job job{ending, std::move(work)};
    {
        const std::lock_guard lock(shared_->mutex);
        if (ending == Ending::must_finish) ++shared_->must_finish;
        shared_->waiting.push_back(std::move(job));
        if (shared_->threads >= max_threads) return;
        ++shared_->threads;
    }
    try {
        std::thread([shared = shared_] {
            while (auto next = shared->next()) shared->perform(std::move(*next));
        }).detach();
    } catch (const std::system_error&) {
        // No thread to be had: late is better than never.
        while (auto next = shared_->next()) shared_->perform(std::move(*next));
    }
}

}  // namespace druidwatch::net

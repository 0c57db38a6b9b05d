#include "net/loop.hpp"

#include <exception>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

namespace druidwatch::net {
namespace asio = boost::asio;

struct TaskHandle::Running {
    asio::cancellation_signal signal;
    bool cancelled = false;

    void cancel() {
        if (!std::exchange(cancelled, true)) signal.emit(asio::cancellation_type::terminal);
    }
};

TaskHandle& TaskHandle::operator=(TaskHandle&& other) noexcept {
    if (this == &other) return *this;
    cancel();
    task_ = std::exchange(other.task_, {});
    return *this;
}

void TaskHandle::cancel() {
    if (const auto task = std::exchange(task_, {}).lock()) task->cancel();
}

bool TaskHandle::running() const { return !task_.expired(); }

Loop::Loop(Clock clock, Log log)
    : clock_(std::move(clock)),
      log_(std::move(log)),
      context_(1),
      wheel_(context_, clock_),
      resolver_(context_, wheel_, background_) {}

Loop::~Loop() { end_every_task(); }

void Loop::run() {
    {
        const auto work = asio::make_work_guard(context_);
        context_.run();
        context_.restart();
    }
    end_every_task();
}

void Loop::stop() { context_.stop(); }

void Loop::spawn(Task<void> task) { launch(std::move(task)); }

TaskHandle Loop::start(Task<void> task) { return TaskHandle(launch(std::move(task))); }

void Loop::post(std::move_only_function<void()> work) { asio::post(context_, std::move(work)); }

std::shared_ptr<TaskHandle::Running> Loop::launch(Task<void> task) {
    auto running = std::make_shared<TaskHandle::Running>();
    const auto entry = tasks_.insert(tasks_.end(), running);
    auto ended = [this, entry](std::exception_ptr escaped) {
        auto ending = std::move(*entry);
        tasks_.erase(entry);
        if (escaped) tell(escaped, ending->cancelled);
        // A cancellation from outside a turn of the loop is still queued, and holds its signal's
        // address.
        asio::post(context_, [ending = std::move(ending)] {});
    };
    asio::co_spawn(context_, std::move(task),
                   asio::bind_cancellation_slot(running->signal.slot(), std::move(ended)));
    return running;
}

void Loop::tell(std::exception_ptr escaped, bool cancelled) const {
    try {
        std::rethrow_exception(std::move(escaped));
    } catch (const boost::system::system_error& error) {
        if (cancelled && error.code() == asio::error::operation_aborted) return;
        log_.error("a task ended by an exception", {{"error", error.what()}});
    } catch (const std::exception& error) {
        log_.error("a task ended by an exception", {{"error", error.what()}});
    } catch (...) {
        log_.error("a task ended by an exception of an unknown kind");
    }
}

void Loop::end_every_task() {
    while (!tasks_.empty()) {
        // Copied, for a task may end while it is told so.
        for (const auto& task : Tasks(tasks_)) task->cancel();
        if (tasks_.empty()) break;
        context_.restart();
        context_.run_one();
    }
}

}  // namespace druidwatch::net

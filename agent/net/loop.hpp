#pragma once

#include <exception>
#include <functional>
#include <list>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/background.hpp"
#include "net/log.hpp"
#include "net/resolver.hpp"
#include "net/task.hpp"
#include "net/timer_wheel.hpp"
#include "net/tls_contexts.hpp"

namespace druidwatch::net {

/// Ends its coroutine when cancelled or destroyed, at the await where that stands: how a reload
/// drops a target. Default or moved from, it holds nothing.
class TaskHandle {
  public:
    TaskHandle() = default;
    TaskHandle(TaskHandle&& other) noexcept = default;
    TaskHandle& operator=(TaskHandle&& other) noexcept;
    ~TaskHandle() { cancel(); }

    void cancel();
    bool running() const;

  private:
    friend class Loop;
    struct Running;

    explicit TaskHandle(std::weak_ptr<Running> task) : task_(std::move(task)) {}

    std::weak_ptr<Running> task_;
};

/// The one thread on which all probes live. Everything but `stop` and `post` is called on it.
class Loop {
  public:
    explicit Loop(Clock clock = system_now, Log log = {});
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Until `stop`; then every task is cancelled and ends before this returns, so that what the
    /// tasks refer to may be destroyed after it, in any order.
    void run();

    /// From any thread, and from a task.
    void stop();

    /// Runs to its end or the loop's. An exception that escapes a task is logged and ends only it.
    void spawn(Task<void> task);

    /// As spawn, until the handle is destroyed or cancelled.
    [[nodiscard]] TaskHandle start(Task<void> task);

    /// Runs `work` on the loop's thread. From any thread.
    void post(std::move_only_function<void()> work);

    /// When what was due could not run.
    const Lateness& lateness() const { return wheel_.lateness(); }

    /// Whether what failed so in that time may have been answered, and this process was deaf.
    bool may_have_missed(const Failure& failure, Monotonic asked, Monotonic ended) const {
        return failure.reason == Reason::timed_out && lateness().was_deaf(asked, ended);
    }

    Instant now() const { return clock_(); }
    Monotonic in(milliseconds from_now) const { return clock_().mono + from_now; }

    boost::asio::io_context& context() { return context_; }
    TimerWheel& wheel() { return wheel_; }
    Resolver& resolver() { return resolver_; }
    Background& background() { return background_; }
    TlsContexts& tls_contexts() { return tls_contexts_; }
    const Log& log() const { return log_; }

  private:
    using Tasks = std::list<std::shared_ptr<TaskHandle::Running>>;

    std::shared_ptr<TaskHandle::Running> launch(Task<void> task);
    void tell(std::exception_ptr escaped, bool cancelled) const;
    void end_every_task();

    Clock clock_;
    Log log_;
    boost::asio::io_context context_;
    TimerWheel wheel_;
    Background background_;
    Resolver resolver_;
    TlsContexts tls_contexts_;
    Tasks tasks_;
};

}  // namespace druidwatch::net

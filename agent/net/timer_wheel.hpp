#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/time.hpp"
#include "net/lateness.hpp"
#include "net/task.hpp"
#include "net/waiter.hpp"

namespace druidwatch::net {

/// All sleepers and deadlines of the loop on one timer, in slots of 5 ms: thousands of probes wake
/// the process once a slot instead of once each. Nothing is ever early; late by a slot at most.
class TimerWheel {
  public:
    static constexpr milliseconds slot{5};

    TimerWheel(boost::asio::io_context& context, Clock clock);

    Task<void> sleep_until(Monotonic when);

    Instant now() const { return clock_(); }

    /// When it could not ring in time.
    const Lateness& lateness() const { return lateness_; }

  private:
    friend class Alarm;
    using Slots = std::multimap<std::int64_t, class Alarm*>;

    Slots::iterator add(Monotonic when, Alarm& alarm);
    void remove(Slots::iterator entry);
    void arm();
    void ring();

    Clock clock_;
    boost::asio::steady_timer timer_;
    Slots slots_;
    std::int64_t armed_for_;
    Lateness lateness_;
};

/// Calls back once when its time has come, unless it was destroyed before. The callback may destroy
/// it.
class Alarm {
  public:
    Alarm(TimerWheel& wheel, Monotonic when, std::move_only_function<void()> on_due);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

  private:
    friend class TimerWheel;

    TimerWheel& wheel_;
    std::move_only_function<void()> on_due_;
    TimerWheel::Slots::iterator entry_;
    bool pending_ = true;
};

/// A sleep that another coroutine can end early: how trouble makes a probe ask at once.
class Wakeup {
  public:
    explicit Wakeup(TimerWheel& wheel) : wheel_(wheel) {}

    /// True if poked before `when`. A poke that nobody waited for is kept for the next wait.
    Task<bool> wait_until(Monotonic when);

    void poke();

  private:
    TimerWheel& wheel_;
    Waiter waiter_;
    bool poked_ = false;
};

}  // namespace druidwatch::net

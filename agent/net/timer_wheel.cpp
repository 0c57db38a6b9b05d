#include "net/timer_wheel.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace druidwatch::net {
namespace {

constexpr auto nothing_armed = std::numeric_limits<std::int64_t>::max();
constexpr Monotonic::duration farthest = std::chrono::hours(24 * 365);

// The first slot that begins no earlier than `when`.
std::int64_t slot_of(Monotonic when) {
    const auto ms = std::chrono::ceil<milliseconds>(when.time_since_epoch()).count();
    return (ms + TimerWheel::slot.count() - 1) / TimerWheel::slot.count();
}

}  // namespace

TimerWheel::TimerWheel(boost::asio::io_context& context, Clock clock)
    : clock_(std::move(clock)), timer_(context), armed_for_(nothing_armed) {}

Task<void> TimerWheel::sleep_until(Monotonic when) {
    Waiter waiter;
    const Alarm alarm(*this, when, [&waiter] { waiter.wake(); });
    co_await waiter.wait();
}

TimerWheel::Slots::iterator TimerWheel::add(Monotonic when, Alarm& alarm) {
    // A time beyond all reason would overflow on its way to the timer.
    const auto now = clock_().mono;
    const auto entry = slots_.emplace(slot_of(std::min(when, now + farthest)), &alarm);
    // A timer whose time has passed was armed before the clock was set forward.
    if (entry->first < armed_for_ || armed_for_ < slot_of(now)) arm();
    return entry;
}

void TimerWheel::remove(Slots::iterator entry) { slots_.erase(entry); }

void TimerWheel::arm() {
    if (slots_.empty()) return;
    armed_for_ = slots_.begin()->first;
    const Monotonic due{slot * armed_for_};
    timer_.expires_after(due - clock_().mono);
    lateness_.due(due);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) ring();
    });
}

void TimerWheel::ring() {
    armed_for_ = nothing_armed;
    const auto now = clock_().mono;
    lateness_.ran(now);
    const auto due = std::chrono::floor<milliseconds>(now.time_since_epoch()) / slot;
    while (!slots_.empty() && slots_.begin()->first <= due) {
        auto& alarm = *slots_.begin()->second;
        slots_.erase(slots_.begin());
        alarm.pending_ = false;
        auto on_due = std::move(alarm.on_due_);  // the alarm may be gone after the call
        on_due();
    }
    arm();
}

Alarm::Alarm(TimerWheel& wheel, Monotonic when, std::move_only_function<void()> on_due)
    : wheel_(wheel), on_due_(std::move(on_due)), entry_(wheel.add(when, *this)) {}

Alarm::~Alarm() {
    if (pending_) wheel_.remove(entry_);
}

Task<bool> Wakeup::wait_until(Monotonic when) {
    while (!poked_ && wheel_.now().mono < when) {
        const Alarm alarm(wheel_, when, [this] { waiter_.wake(); });
        co_await waiter_.wait();
    }
    co_return std::exchange(poked_, false);
}

void Wakeup::poke() {
    poked_ = true;
    waiter_.wake();
}

}  // namespace druidwatch::net

#include "probes/cadence.hpp"

#include <functional>

namespace druidwatch::probes {
namespace {

constexpr milliseconds first_round_within{1s};
constexpr milliseconds shortest{1};

}  // namespace

Cadence::Cadence(config::Pace pace, milliseconds phase, Monotonic start)
    : pace_{std::max(pace.interval, shortest), std::max(pace.suspicious, shortest)},
      phase_(phase),
      interval_(pace_.interval),
      due_(start + phase % std::min(interval_, first_round_within)) {}

milliseconds Cadence::phase_of(std::string_view target) {
    // Days suffice: it is only ever taken modulo an interval.
    constexpr std::size_t longest = 1 << 30;
    return milliseconds{std::hash<std::string_view>{}(target) % longest};
}

Monotonic Cadence::first_after(Monotonic now) const {
    const auto into_interval = (now.time_since_epoch() - phase_ % interval_) % interval_;
    return now - into_interval + interval_;
}

void Cadence::begun(Monotonic now) { due_ = first_after(now); }

void Cadence::finished(Monotonic now) {
    if (now <= due_) return;
    const auto next = first_after(now);
    missed_ += static_cast<std::uint64_t>((next - due_) / interval_);
    due_ = next;
}

void Cadence::suspicious(bool so, Monotonic now) {
    const auto interval = so ? pace_.suspicious : pace_.interval;
    if (interval == interval_) return;
    interval_ = interval;
    due_ = first_after(now);
}

}  // namespace druidwatch::probes

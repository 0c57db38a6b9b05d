#pragma once

#include <deque>
#include <optional>

#include "cluster/failure_log.hpp"
#include "cluster/observation.hpp"

namespace druidwatch::cluster {

/// What one question to one target brought, as far back as a proof needs.
template <class T>
class Track {
  public:
    static constexpr std::size_t depth = 6;

    Track() = default;
    /// `interval` is the usual distance of two answers, `timeout` the deadline of one question.
    explicit Track(milliseconds interval, milliseconds timeout = 2s)
        : stale_after_(std::max(3 * interval, interval + 2 * timeout)) {}

    /// True when the newest observation says something else than the one before.
    bool record(Observation<T> observation) {
        const bool changed = observations_.empty() ||
                             !same_meaning<T>(observations_.front().answer, observation.answer);
        if (observation.answer) {
            last_answer_ = observation;
            failing_since_.reset();
        } else {
            if (!failing_since_) failing_since_ = observation.asked.mono;
            failures_.note(observation.answer.error().reason, observation.answered);
        }
        observations_.push_front(std::move(observation));
        if (observations_.size() > depth) observations_.pop_back();
        return changed;
    }

    /// Newest first.
    const std::deque<Observation<T>>& observations() const { return observations_; }

    /// Whatever its age; nullptr when never asked.
    const Observation<T>* newest() const {
        return observations_.empty() ? nullptr : &observations_.front();
    }

    /// The newest that was answered, whatever its age and whatever failed since.
    const Observation<T>* last_answer() const { return last_answer_ ? &*last_answer_ : nullptr; }

    /// The newest, unless it is too old to be evidence.
    const Observation<T>* evidence(Monotonic now) const {
        const auto* observation = newest();
        return observation && now <= observation->answered.mono + stale_after_ ? observation
                                                                               : nullptr;
    }

    /// The answer, if the newest observation is evidence and is one.
    const T* current(Monotonic now) const {
        const auto* observation = evidence(now);
        return observation && observation->answer ? &*observation->answer : nullptr;
    }

    /// The failure, if the newest observation is evidence and is one.
    const Failure* failure(Monotonic now) const {
        const auto* observation = evidence(now);
        return observation && !observation->answer ? &observation->answer.error() : nullptr;
    }

    /// How asking failed lately, further back than the observations go.
    const FailureLog& failures() const { return failures_; }

    /// When the first was asked of the failures in a row that the newest observation ends.
    std::optional<Monotonic> failing_since() const { return failing_since_; }

    /// Takes over what `before` brought; in how long that becomes stale, this one stays as it is.
    void continue_from(const Track& before) {
        const auto stale_after = stale_after_;
        *this = before;
        stale_after_ = stale_after;
    }

    /// When what is known now stops being evidence.
    std::optional<Monotonic> stale_at() const {
        if (observations_.empty()) return {};
        return observations_.front().answered.mono + stale_after_;
    }

  private:
    milliseconds stale_after_{6s};
    std::deque<Observation<T>> observations_;
    std::optional<Observation<T>> last_answer_;
    FailureLog failures_;
    std::optional<Monotonic> failing_since_;
};

}  // namespace druidwatch::cluster
